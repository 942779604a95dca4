import { z } from "zod";

const Username = z
  .string()
  .regex(/^[a-z0-9._-]{3,64}$/)
  .describe("3 to 64 of a-z, 0-9, . _ -");
const Password = z.string().min(8).max(256);

export const Registration = z.object({ username: Username, password: Password });
export const Login = z.object({ username: Username, password: Password });

export const NewPet = z.object({
  petType: z.string().min(1).max(64),
  petName: z.string().min(1).max(64),
  petAge: z.number().int().min(0).max(500),
});

export const NewNote = z.object({ text: z.string().min(1).max(10_000) });

/** A page of a list: how many, and where the last page ended. */
export const Page = z.object({
  limit: z.number().int().min(1).max(100).default(20),
  nextToken: z.string().min(1).max(512).optional(),
});

export const Note = z.object({ noteId: z.string(), text: z.string(), createdAt: z.string() });
export const NotePage = z.object({ notes: z.array(Note), nextToken: z.string().optional() });

export type Registration = z.output<typeof Registration>;
export type Login = z.output<typeof Login>;
export type NewPet = z.output<typeof NewPet>;
export type NewNote = z.output<typeof NewNote>;
export type Page = z.output<typeof Page>;
export type Note = z.output<typeof Note>;
