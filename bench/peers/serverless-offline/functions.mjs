const answer = (body) => async () => ({
  statusCode: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

export const register = answer({ username: "ada" });
export const login = answer({ username: "ada" });
export const createPet = answer({ petId: "1" });
export const listPets = answer({ pets: [] });
export const getPet = answer({ petId: "1" });
export const notes = answer({ notes: [] });
