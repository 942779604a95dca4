import { expect } from "chai";
import {
  compileTemplate,
  Overrides,
  TemplateBodyError,
  TemplateError,
  type TemplateVariables,
} from "../../../local/gateway/mapping-template";
import { InputVariable } from "../../../local/gateway/templates/input-variable";

interface Scene {
  readonly body?: string;
  readonly overrides?: Overrides;
}

function render(template: string, { body = "", overrides = new Overrides() }: Scene = {}): string {
  const variables: TemplateVariables = {
    input: new InputVariable(body, () => ({
      path: { petId: "7", both: "path" },
      querystring: { q: "a b", both: "query", limit: "10" },
      header: { "X-Token": "t", both: "header" },
    })),
    context: {
      requestId: "r-1",
      requestTimeEpoch: 1_795_342_500_000,
      identity: { cognitoIdentityId: "eu-west-1:owner", userAgent: null },
      stage: "prod",
    },
    stageVariables: { table: "pets" },
    overrides,
  };
  return compileTemplate(template).render(variables);
}

const PETS =
  '{"pets":[{"name":"Tom","age":3},{"name":"Kit","age":1}],"owner":{"id":"o-1"},"none":null,"n":7}';

type Case = readonly [template: string, expected: string, body?: string];

const tables: Readonly<Record<string, readonly Case[]>> = {
  $input: [
    ["$input.body", '{"a":1}', '{"a":1}'],
    ["$input.body", "{}"],
    ["[$input.body.x]", "[]", '{"x":1}'],
    ["$input.json('$')", '{"a":[1,{"b":null}]}', '{"a": [1, {"b": null}]}'],
    ["$input.json('$.owner.id')", '"o-1"', PETS],
    ['$input.json("$.pets[1].name")', '"Kit"', PETS],
    ["$input.json('$.missing')", '""', PETS],
    ["$input.json('$.pets[*].name')", '["Tom","Kit"]', PETS],
    ["$input.json('$..name')", '["Tom","Kit"]', PETS],
    ["$input.json(\"$['owner']['id']\")", '"o-1"', PETS],
    ["$input.path('$')", "{foo=bar}", '{"foo":"bar"}'],
    ["$input.path('$')", '[{"foo":"bar"}]', '[{"foo":"bar"}]'],
    ["[$input.path('$.missing')]", "[]", PETS],
    ["[$input.path('$.none')]", "[]", PETS],
    ["#if($input.path('$'))body#{else}none#end", "none"],
    ["$input.path('$.n')", "7", PETS],
    ["$input.path('$').owner.id", "o-1", PETS],
    ["$input.path('$.pets').size()", "2", PETS],
    ["$input.params('petId')-$input.params('q')-$input.params('X-Token')", "7-a b-t"],
    ["$input.params('both')", "path"],
    ["[$input.params('x-token')][$input.params('nope')]", "[][]"],
    ["$input.params().querystring.get('limit')", "10"],
    ["#foreach($p in $input.params().path.keySet())$p #end", "petId both "],
    ['#set($i = 1)$input.json("$.pets[$i].age")', "1", PETS],
  ],
  $util: [
    [
      "$util.escapeJavaScript($input.path('$.s'))",
      String.raw`it\'s \"a\" \\ \/ \n \u00FC`,
      JSON.stringify({ s: 'it\'s "a" \\ / \n ü' }),
    ],
    [String.raw`$util.escapeJavaScript("it's").replaceAll("\\'", "'")`, "it's"],
    ["$util.parseJson('{\"a\":[1,2]}').a.get(1)", "2"],
    ["$util.urlEncode('a b/ü*~')", "a+b%2F%C3%BC*%7E"],
    ["$util.urlDecode('a+b%2F')", "a b/"],
    ["$util.base64Encode('hü')", "aMO8"],
    ["$util.base64Decode('aMO8')", "hü"],
    ["[$util.escapeJavaScript($nothing)]", "[]"],
  ],
  "$context and $stageVariables": [
    ["$context.requestId $context.identity.cognitoIdentityId", "r-1 eu-west-1:owner"],
    ["[$context.identity.userAgent][$context.identity][$context.authorizer.nope]", "[][][]"],
    ["$context.requestTimeEpoch", "1795342500000"],
    [
      "$stageVariables.table $stageVariables['table'] ${stageVariables['table']} ${stageVariables.table}",
      "pets pets pets pets",
    ],
    ["[$stageVariables.nope]", "[]"],
    ["[$unknown][$!unknown][${unknown}]", "[][][]"],
  ],
  conditions: [
    ["#if($undefined != '')y#{else}n#end", "n"],
    ["#if($undefined == $nothing)y#{else}n#end", "y"],
    ["#if('')y#{else}n#end", "y"],
    ["#if(0)y#{else}n#end", "y"],
    ["#if(false)y#{else}n#end", "n"],
    ["#if($input.params('limit') == 10)y#{else}n#end", "y"],
    ["#if(1 > 2)a#elseif(2 > 1)b#{else}c#end", "b"],
    ["#if(!($undefined) && true)y#end", "y"],
    ["#if($undefined || $input.params('q') == 'a b')y#end", "y"],
    ["#if($input.path('$.n') >= 7 && $input.path('$.n') < 8)y#end", "y", PETS],
    ['#if("x" < 1)y#{else}n#end', "n"],
  ],
  arithmetic: [
    ["#set($x = 7 / 2)$x", "3"],
    ["#set($x = -7 / 2)$x", "-3"],
    ["#set($x = 7.0 / 2.5)$x", "2.8"],
    ["#set($x = 7 % 4)$x", "3"],
    ["#set($x = (1 + 2) * 3)$x", "9"],
    ["[#set($x = 1 / 0)$x]", "[]"],
    ['#set($x = "n" + 1)$x', "n1"],
    ['[#set($x = "n" - 1)$x]', "[]"],
  ],
  loops: [
    ["#foreach($x in [1, 2, 3])$x#if($foreach.hasNext),#end#end", "1,2,3"],
    ["#foreach($x in [1, 2, 3])#if($x == 2)#break#end$x;#end!", "1;!"],
    ["#foreach($x in ['a', 'b'])$velocityCount:$foreach.index:$foreach.count #end", "1:0:1 2:1:2 "],
    ["#foreach($x in [1..3])$x#end", "123"],
    ["#foreach($x in [3..1])$x#end", "321"],
    ["#foreach($p in $input.path('$.pets'))$p.name #end", "Tom Kit ", PETS],
    ["#foreach($v in $input.path('$.owner'))$v#end", "o-1", PETS],
    ["#foreach($e in $input.path('$.owner').entrySet())$e.key=$e.value#end", "id=o-1", PETS],
    ["#foreach($x in [1, 2])#foreach($y in [1, 2])#break#end$x#end", "12"],
    ["#foreach($x in [1..2000])#set($last = $x)#end$last", "1000"],
    ["#foreach($x in $undefined)x#end-", "-"],
    ["a#stop b", "a"],
    ["#foreach($x in [1, 2])$x#stop#end b", "1"],
    ["#if(true)a#{stop}b#end c", "a"],
  ],
  "Java's methods": [
    ["$input.params('q').length()", "3"],
    ["$input.params('q').contains('b')", "true"],
    ["$input.params('q').isEmpty()", "false"],
    ["$input.params('limit').matches('[0-9]+') $input.params('q').matches('a')", "true false"],
    ["$input.params('q').toUpperCase().replace(' ', '$')", "A$B"],
    [
      "#set($s = 'a-b-c')$s.replaceAll('-(.)', '_$1') $s.split('-').get(2) $s.substring(2) $s.substring(0, 1) $s.indexOf('b')",
      "a_b_c c b-c a 2",
    ],
    ["#set($s = 'a.b')$s.replaceAll('.', 'x') $s.replace('.', 'x')", "xxx axb"],
    ["#set($l = [1, 2])$l.add(3) $l.contains(3) $l.size() $l", "true true 3 [1, 2, 3]"],
    [
      "#set($m = {'a': 1})$m.put('b', 2)$m.containsKey('b') $m.size() $m.keySet() $m.values() $m.get('a') $m",
      "true 2 [a, b] [1, 2] 1 {a=1, b=2}",
    ],
    ["#set($m = {})#set($m.a = 1)#set($m['b'] = {'c': [1]})$m", "{a=1, b={c=[1]}}"],
    ["$input.path('$.pets').get(0).containsKey('age')", "true", PETS],
    ["[$input.path('$.n').length()]", "[]", PETS],
  ],
  text: [
    ['#set($x = \'v\')\n{"a": "$x"}', '{"a": "v"}'],
    ["## gone\n#* gone *#kept", "kept"],
    ["#[[$raw #if]]#", "$raw #if"],
    ["costs $5 and #1", "costs $5 and #1"],
    ["#set($a = \"${context.stage}-$input.params('petId')\")$a", "prod-7"],
    ["#set($a = '$context.stage')$a", "$context.stage"],
    ["#set($x = 1)#set($x = $undefined)$x", "1"],
  ],
};

describe("a mapping template", () => {
  for (const [topic, cases] of Object.entries(tables)) {
    describe(topic, () => {
      for (const [template, expected, body] of cases) {
        it(`${JSON.stringify(template)} renders ${JSON.stringify(expected)}`, () => {
          const rendered = render(template, body === undefined ? {} : { body });

          expect(rendered).to.equal(expected);
        });
      }
    });
  }

  describe("is refused when it is compiled, by the name of what is wrong", () => {
    const refused: readonly [template: string, named: string][] = [
      ["$util.toUpper('x')", "$util.toUpper()"],
      ["$util", "$util does not exist"],
      ["$input.foo()", "$input.foo()"],
      ["$input.json", "$input.json"],
      ["$x.frobnicate()", ".frobnicate()"],
      ["$input.path('$').owner.getClass()", ".getClass()"],
      ["#set($x = $x.constructor())", ".constructor()"],
      ["#if($x.nope())a#end", ".nope()"],
      ["#foreach($a in $x.nope())a#end", ".nope()"],
      ["$x.get($y.nope())", ".nope()"],
      ["$x[$y.nope()]", ".nope()"],
      ['#set($x = "$y.nope()")', ".nope()"],
      ["#set($x = {'a': [$y.nope()]})", ".nope()"],
      ["$context.identity.cognitoIdentityID", "$context.identity.cognitoIdentityID"],
      ["$context['identity']['nope']", "$context.identity.nope"],
      ["#set($context.identity.user = 'x')", "of $context only"],
      ["#set($context.requestOverride.path.id = 'x')", "requestOverride.path"],
      ["#set($input = 1)", "$input cannot be set"],
      ["#macro(m $a)$a#end", "#macro"],
      ['#parse("x")', "#parse"],
      ['#include("x")', "#include"],
      ['#evaluate("$x")', "#evaluate"],
      ["#define($x)y#end", "#define"],
      ["#evaluate", "#evaluate"],
      ["#unknown('x')", "#unknown"],
      ["#if(true)a", "no #end"],
      ["a#end", "#end too many"],
      ["#else", "outside an #if"],
      ["#if(", "not a valid template"],
      ["$input.json('$.a[?(@.b)]')", "[?(@.b)]"],
      ["$input.json('$.a[0:2]')", "[0:2]"],
      ["$input.json('a')", 'must begin with "$"'],
    ];
    for (const [template, named] of refused) {
      it(template, () => {
        expect(() => compileTemplate(template)).to.throw(TemplateError, named);
      });
    }
  });

  describe("overrides", () => {
    it("record what is set for the response", () => {
      const overrides = new Overrides();

      render('#set($context.responseOverride.status = 404)#set($context.responseOverride.header.X-A = "v")', {
        overrides,
      });
      render('#set($context.responseOverride.header["X-B"] = ["1", "2"])', { overrides });

      expect(overrides.responseStatus).to.equal(404);
      expect([...overrides.responseHeaders]).to.deep.equal([
        ["X-A", "v"],
        ["X-B", ["1", "2"]],
      ]);
    });

    for (const status of ["'abc'", "99", "600", "200.5", "true"]) {
      it(`ignore the status ${status}`, () => {
        const overrides = new Overrides();

        render(`#set($context.responseOverride.status = ${status})`, { overrides });

        expect(overrides.responseStatus).to.equal(undefined);
      });
    }

    it("of the request may be set once only", () => {
      const once = "#set($context.requestOverride.header.X = 'v')";

      expect(() => render(once)).not.to.throw();
      expect(() => render(once + once)).to.throw(TemplateError, "set twice");
    });
  });

  describe("cannot be led astray by what the client sends", () => {
    it("renders directives in a value as text", () => {
      const body = JSON.stringify({ a: "#set($x = 1)$context.requestId #stop ${x}" });

      expect(render("[$input.path('$.a')]", { body })).to.equal(
        "[#set($x = 1)$context.requestId #stop ${x}]",
      );
      expect(render("#set($v = \"$input.path('$.a')\")$v", { body })).to.contain("$context.requestId #stop");
    });

    it("keeps a value inside its JSON string by escapeJavaScript", () => {
      const body = JSON.stringify({ id: '","admin":true,"x":"\u2028\\' });

      const rendered = render(
        `{"id":"$util.escapeJavaScript($input.path('$.id')).replaceAll("\\\\'","'")"}`,
        { body },
      );

      expect(JSON.parse(rendered)).to.deep.equal({ id: '","admin":true,"x":"\u2028\\' });
    });

    it("reaches no prototype and pollutes none", () => {
      const body = '{"__proto__":{"polluted":1},"constructor":"c","k":"__proto__"}';

      const template =
        "#set($m = {})$m.put($input.path('$.k'), 'x') [$m.constructor][$m.toString][$m.get('hasOwnProperty')]";
      expect(render(template, { body })).to.equal(" [][][]");
      expect(render("$input.path('$').constructor", { body })).to.equal("c");
      expect(({} as Record<string, unknown>)["polluted"]).to.equal(undefined);
    });

    it("answers a method by the value's own class, whatever members the body has", () => {
      const body = '{"m":{"size":5,"get":"x","keySet":{}}}';

      expect(render("$input.path('$.m').size() $input.path('$.m').get('get')", { body })).to.equal("3 x");
    });

    it("refuses a body that is not JSON, if it is read as JSON", () => {
      expect(() => render("$input.json('$')", { body: "{" })).to.throw(TemplateBodyError);
      expect(render("$input.body", { body: "{" })).to.equal("{");
    });

    it("refuses text that $util cannot read", () => {
      expect(() => render("$util.parseJson('{')")).to.throw(TemplateError, "$util.parseJson");
      expect(() => render("$util.urlDecode('%ZZ')")).to.throw(TemplateError, "$util.urlDecode");
    });
  });
});
