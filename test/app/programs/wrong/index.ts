// One wrong program for each stack.
import { RestApi } from "@pulumi/aws/apigateway";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import { Bucket } from "@pulumi/aws/s3";
import { Table } from "@pulumi/aws/dynamodb";
import { getStack } from "@pulumi/pulumi";
import { z } from "zod";
import { defineRoutes, iam, route, SecureServerlessApi, type RouteTable } from "../../../../components";
import { ok } from "../../../../handler";

const handler = async () => ok({});
const api = (routes: () => RouteTable) =>
  new SecureServerlessApi("api", {
    identity: { developerProvider: "login.wrong", guests: false },
    routes: routes(),
    stages: { v1: {} },
  });

const mock = (template: string) => ({
  openapi: "3.0.1",
  info: { title: "mock", version: "1" },
  paths: {
    "/x": {
      get: {
        responses: { "200": { description: "ok" } },
        "x-amazon-apigateway-integration": {
          type: "mock",
          requestTemplates: { "application/json": template },
          responses: { default: { statusCode: "200" } },
        },
      },
    },
  },
});

const PROGRAMS: Record<string, () => unknown> = {
  "no-auth": () => api(() => defineRoutes(route("GET /x", { handler } as never))),
  "same-route-twice": () =>
    api(() =>
      defineRoutes(route("GET /x", { auth: iam(), handler }), route("GET /x", { auth: iam(), handler })),
    ),
  "inexact-schema": () =>
    api(() =>
      defineRoutes(route("POST /x", { auth: iam(), body: z.object({ name: z.string().trim() }), handler })),
    ),
  "uncovered-type": () => new Bucket("files"),
  "uncovered-property": () =>
    new Table("items", {
      attributes: [{ name: "id", type: "S" }],
      hashKey: "id",
      billingMode: "PAY_PER_REQUEST",
      streamEnabled: true,
      streamViewType: "NEW_IMAGE",
    }),
  "unknown-action": () => {
    const trust = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    };
    const role = new Role("reader", { assumeRolePolicy: JSON.stringify(trust) });
    const policy = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "dynamodb:GetItme",
          Resource: "arn:aws:dynamodb:us-east-1:000000000000:table/x",
        },
      ],
    };
    new RolePolicy("reader", { role: role.id, policy: JSON.stringify(policy) });
  },
  "unknown-template-method": () =>
    new RestApi("mock", { body: JSON.stringify(mock('{"statusCode": $util.toInteger("200")}')) }),
};

PROGRAMS[getStack()]!();
