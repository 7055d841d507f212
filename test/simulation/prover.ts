// A process that proves mutations for another one, which names them one by one. It ends when the other one does or lets it go.
import { mutationNamed } from './mutations.ts';
import { openPark } from './park.ts';
import { type Proof, proveMutation } from './prove-mutation.ts';

export interface ProverTask {
  readonly name: string;
  readonly seeds: readonly number[];
}

export type ProverAnswer = Proof | { readonly kind: 'failed'; readonly detail: string };

const park = await openPark();

async function answer({ name, seeds }: ProverTask): Promise<ProverAnswer> {
  try {
    return await proveMutation(park, mutationNamed(name), seeds);
  } catch (error) {
    return { kind: 'failed', detail: String(error) };
  }
}

process.on('message', async (task: ProverTask) => {
  const found = await answer(task);
  if (process.connected) process.send?.(found);
});
process.on('disconnect', () => void park.stop());
// Let go before it was ready.
if (!process.connected) await park.stop();
