/** One route that anybody may call, integrated with a function. */
export function openApiBody(invokeArn: string): string {
  return JSON.stringify({
    openapi: "3.0.1",
    info: { title: "greetings", version: "1" },
    paths: {
      "/greeting": {
        get: {
          responses: {},
          "x-amazon-apigateway-auth": { type: "NONE" },
          "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: invokeArn },
        },
      },
    },
  });
}
