// Ten handlers as people write them, as their compiler leaves them: six call DynamoDB, four need nothing but Node.
"use strict";
const crypto = require("node:crypto");
const dynamodb = require("@aws-sdk/client-dynamodb");

const answer = (statusCode, body) => ({ statusCode, body: JSON.stringify(body) });

const getOrder = (table) => async (event) => {
  const db = new dynamodb.DynamoDBClient({});
  const Key = { orderId: { S: event.pathParameters.orderId } };
  const { Item } = await db.send(new dynamodb.GetItemCommand({ TableName: table, Key }));
  return Item ? answer(200, Item) : answer(404, { message: "no such order" });
};

const putOrder = (table) => async (event) => {
  const db = new dynamodb.DynamoDBClient({});
  const orderId = crypto.randomUUID();
  const Item = { orderId: { S: orderId }, text: { S: JSON.parse(event.body).text } };
  await db.send(new dynamodb.PutItemCommand({ TableName: table, Item }));
  return answer(201, { orderId });
};

const deleteOrder = (table) => async (event) => {
  const db = new dynamodb.DynamoDBClient({});
  const Key = { orderId: { S: event.pathParameters.orderId } };
  await db.send(new dynamodb.DeleteItemCommand({ TableName: table, Key }));
  return answer(204, {});
};

const countOrder = (table) => async (event) => {
  const db = new dynamodb.DynamoDBClient({});
  await db.send(
    new dynamodb.UpdateItemCommand({
      TableName: table,
      Key: { orderId: { S: event.pathParameters.orderId } },
      UpdateExpression: "ADD seen :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    }),
  );
  return answer(200, {});
};

const listOrders = (table) => async () => {
  const db = new dynamodb.DynamoDBClient({});
  const { Items } = await db.send(new dynamodb.ScanCommand({ TableName: table, Limit: 20 }));
  return answer(200, Items);
};

const queryOrders = (table) => async (event) => {
  const db = new dynamodb.DynamoDBClient({});
  const { Items } = await db.send(
    new dynamodb.QueryCommand({
      TableName: table,
      KeyConditionExpression: "owner = :owner",
      ExpressionAttributeValues: { ":owner": { S: event.pathParameters.owner } },
    }),
  );
  return answer(200, Items);
};

const hello = (name) => async () => answer(200, { message: `hello from ${name}` });

const digest = (salt) => async (event) =>
  answer(200, { digest: crypto.createHash("sha256").update(salt).update(event.body).digest("hex") });

const allowed = ["cat", "dog", "goldfish"];
const isAllowed = (kind) => allowed.includes(kind);
const checkPet = (limit) => async (event) => {
  const { kind, age } = JSON.parse(event.body);
  return isAllowed(kind) && age < limit ? answer(200, { kind }) : answer(400, { message: "no such pet" });
};

const today = (zone) => async () =>
  answer(200, { today: new Intl.DateTimeFormat("en", { timeZone: zone }).format(new Date()) });

exports.callbacks = {
  getOrder: getOrder("orders"),
  putOrder: putOrder("orders"),
  deleteOrder: deleteOrder("orders"),
  countOrder: countOrder("orders"),
  listOrders: listOrders("orders"),
  queryOrders: queryOrders("orders"),
  hello: hello("orders"),
  digest: digest("pepper"),
  checkPet: checkPet(100),
  today: today("UTC"),
};
