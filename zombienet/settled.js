/**
 * Waits until the rate of stEST has risen and returns the number of eras settled by then. Fails if
 * the books do not balance (LS-1) or a step of a settlement failed.
 */
const ONE = 10n ** 18n;

async function run(nodeName, networkInfo) {
  const { wsUri, userDefinedTypes } = networkInfo.nodesByName[nodeName];
  const api = await zombie.connect(wsUri, userDefinedTypes);
  const pool = api.query.liquidStaking;

  let failed = null;
  const unsubscribe = await api.query.system.events((events) => {
    for (const { event } of events) {
      if (event.section === 'liquidStaking' && event.method.endsWith('Failed')) {
        failed = JSON.stringify(event.toHuman());
      }
    }
  });
  for (;;) {
    if (failed) throw new Error(failed);
    const books = (await pool.pool()).unwrap();
    const has = books.pots.toBigInt() + books.idle.toBigInt();
    const owes = [books.backing, books.stream.amount, books.exits, books.provision]
      .map((term) => term.toBigInt())
      .reduce((sum, term) => sum + term);
    if (has !== owes) throw new Error(`LS-1: ${has} is not ${owes}`);

    const settled = (await pool.cycle()).settled.toNumber();
    const record = settled > 0 ? await pool.eraRecords(settled - 1) : null;
    if (record?.isSome && record.unwrap().rate.toBigInt() > ONE) {
      unsubscribe();
      return settled;
    }
    await new Promise((done) => setTimeout(done, 2_000));
  }
}

module.exports = { run };
