// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sample } from '../src/metrics.js';

const TEXT = `# HELP substrate_block_height Block height info of the chain
# TYPE substrate_block_height gauge
substrate_block_height{status="best",chain="estuary_local"} 12
substrate_block_height{status="finalized",chain="estuary_local"} 9
substrate_sub_libp2p_peers_count{chain="estuary_local"} 4
process_start_time_seconds 1.5e9
`;

test('a sample is found by its name and labels', () => {
  assert.equal(sample(TEXT, 'substrate_block_height', { status: 'finalized' }), 9);
  assert.equal(sample(TEXT, 'substrate_sub_libp2p_peers_count'), 4);
  assert.equal(sample(TEXT, 'process_start_time_seconds'), 1_500_000_000);
});

test('a sample that is not there is none', () => {
  assert.equal(sample(TEXT, 'substrate_block'), undefined);
  assert.equal(sample(TEXT, 'substrate_block_height', { status: 'sync_target' }), undefined);
});
