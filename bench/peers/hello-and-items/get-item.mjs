import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

const db = new DynamoDBClient({});

const answer = (statusCode, body) => ({
  statusCode,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

export const getItem = async ({ pathParameters: { owner, itemId } }) => {
  const Key = { owner: { S: owner }, itemId: { S: itemId } };
  const { Item } = await db.send(new GetItemCommand({ TableName: "items", Key }));
  return Item ? answer(200, { text: Item.text.S }) : answer(404, { message: "no such item" });
};
