// @ts-check
/**
 * A validator of a network that signs two blocks for a slot, because two nodes have its key; who
 * reports it is the others' nodes. What must come of that is in clients/src/offence.js.
 */
import { Equivocators } from '../../clients/src/equivocators.js';
import { offenceIn } from '../../clients/src/offence.js';
import { within } from '../../clients/src/wait.js';
import { keyName } from './genesis.js';

/** Time for an offence and its report: not every era has a slot of the validator that is soon enough. */
const REPORT_MILLISECONDS = 480_000;
/** Slots after an offence that leave the era blocks after the report, unless most of them are missed. */
const SLOTS_AFTER = 6;

/** What makes a node the twin of a validator: it would sign, but has no keys. */
export const TWIN = ['--validator', '--unsafe-force-node-key-generation'];

/**
 * Has the validator of that name sign twice, and waits until the report is final.
 * @param {import('./network.js').Zombienet} network
 * @param {Awaited<ReturnType<typeof import('./watch.js').watch>>} watched
 * @param {string} name such as 'dave'
 * @param {import('../../clients/src/node.js').Node} twin a validator's node without keys
 * @param {(at: any) => Promise<string | null>} ready see `Equivocators.offend`
 */
export async function offend(network, { chain, looks }, name, twin, ready) {
  const witnesses = network.validators.filter((node) => node.name !== name);
  const api = await witnesses[0].api();
  const equivocators = new Equivocators({
    api,
    name: keyName(name),
    original: network.node(name),
    twin,
    witnesses,
    slotsAfter: SLOTS_AFTER,
  });
  const reported = chain.until(() =>
    looks.find(({ events }) => events.some((event) => event.name === 'offences.Offence')),
  );
  const [report] = await within(
    REPORT_MILLISECONDS,
    // At once: in the next era the validator may sign blocks again, and would sign two.
    Promise.all([reported, equivocators.offend(ready).then(() => twin.stop())]),
    'a report',
  ).catch(async (error) => {
    throw new Error(`${error.message}\n${await equivocators.explain()}`);
  });
  return offenceIn(looks, report, keyName(name));
}
