/**
 * Stands in for the AWS SDK's event streams in a function whose clients have no operation with one. Every client carries them,
 * a twentieth of a bundle's size.
 */
export class EventStreamSerde {
  constructor() {
    throw new Error("This function was bundled without event streams, as none of its clients has any");
  }
}
export const eventStreamSerdeProvider = undefined;
