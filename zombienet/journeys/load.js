// @ts-check
/**
 * The pools of four validators and a full node are kept full by the load generator of tools/load:
 * deposits, redemptions, claims, transfers and delegations of thousands of accounts, sent to all
 * nodes in turn. Nothing is lost or refused, its books agree with the chain's after every final block,
 * every era is settled before the next one begins, all validators make blocks and vote, and all nodes have
 * the same books in the end.
 *
 * `LOAD_BLOCKS` and `LOAD_ACCOUNTS` say how long and from how many accounts. The figures go to
 * `target/load/report.json`.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { account, voter } from '../../clients/src/api.js';
import { generate } from '../../clients/src/generator.js';
import { finalNumber, sameBooks, untilFinal } from '../src/books.js';
import { hex, keyName } from '../src/genesis.js';
import { OUTPUT, journey } from '../src/journey.js';
import { untilAuthored, untilVoted } from '../src/voters.js';

/**
 * What is redeemed can take the rest of its era and four more, of 16 slots each, until it can be claimed: of
 * fewer than 81 blocks, if no slot stays empty, none may have a claim.
 */
const BLOCKS = Number(process.env.LOAD_BLOCKS ?? 100);
const ACCOUNTS = Number(process.env.LOAD_ACCOUNTS ?? 2_000);
const REPORT = join(OUTPUT, '..', 'load', 'report.json');
/** The calls that the generator makes, as its report names them. */
const KINDS = [
  'transfer_est',
  'transfer_shares',
  'deposit',
  'redeem',
  'claim',
  'delegate',
  'undelegate',
  'claim_undelegated',
];
/** Part of the weight for users' calls that is used in the mean block, if the pools are full. */
const FULL = 0.4;
const SECONDS = 120;
/** For all nodes to start, to fund the accounts, and to compare all books at the end. */
const MINUTES = 8;
/** What a block may take, several nodes sharing the machine: slots of 2 s, some of which are missed. */
const BLOCK_SECONDS = 6;

await journey(
  import.meta.url,
  {
    minutes: MINUTES + (BLOCKS * BLOCK_SECONDS) / 60,
    change: () => rmSync(REPORT, { force: true }),
  },
  async (network, say) => {
    // The one that makes no blocks is asked about the chain.
    const observer = network.node('observer');
    const nodes = [observer, ...network.validators];
    await Promise.all(nodes.map((node) => untilFinal(node, 1, SECONDS)));
    const first = await finalNumber(observer);

    const code = await generate(nodes, [
      ...['--blocks', `${BLOCKS}`, '--accounts', `${ACCOUNTS}`],
      ...['--report', REPORT],
    ]);
    assert.ok(existsSync(REPORT), `the generator ended with ${code} and made no report`);
    const report = JSON.parse(readFileSync(REPORT, 'utf8'));
    assert.equal(code, 0, `the generator's exit code; ${report.discrepancies}`);
    assert.equal(report.lost, 0);
    assert.equal(report.books_equal, true);
    assert.ok(report.blocks.loaded >= BLOCKS, `${report.blocks.loaded} of ${BLOCKS} blocks`);
    assert.deepEqual([report.rejected, report.failed], [{}, {}], 'refused, or without success');
    assert.equal(report.included, report.submitted);
    for (const kind of KINDS) {
      assert.ok(report.calls[kind]?.included > 0, `calls of the kind ${kind}`);
    }
    const { eras, overtaken } = report.settlement;
    assert.ok(eras > 0, 'eras are settled under load');
    assert.equal(overtaken, 0, 'eras whose settlement had not ended when the next one began');
    const { mean } = report.blocks.normal_weight;
    assert.ok(mean > FULL, `blocks are full to ${mean}`);
    say(
      `${report.included} of ${report.submitted} transactions are final in ${report.blocks.count} ` +
        `blocks, ${report.tx_per_second.toFixed(0)} a second; the books agree`,
    );

    const names = network.validators.map(({ name }) => keyName(name));
    const makers = names.map((name) => hex(account(name)));
    await untilAuthored(observer, first, makers, SECONDS);
    for (const name of names) await untilVoted(nodes[1], voter(name).address, SECONDS);
    const { number } = await sameBooks(nodes);
    say(`all validators make blocks and vote; block ${number} has the same books at all nodes`);
  },
);
