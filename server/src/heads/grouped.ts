/** Maps the members of all groups in one call, and gives the results back in their groups. */
export async function mapGrouped<Item, Result>(
  groups: readonly (readonly Item[])[],
  map: (items: readonly Item[]) => Promise<readonly Result[]>,
): Promise<Result[][]> {
  const results = await map(groups.flat());
  let at = 0;
  return groups.map(({ length }) => {
    at += length;
    return results.slice(at - length, at);
  });
}
