/**
 * Words that writers take for each other, by sound or spelling, although each is right somewhere: what a spelling
 * checker cannot find. Groups of two or more stand between bars; `of>have` is written the one way only (*could of*); `~`
 * joins what the biLM reads as two tokens.
 */
const CONFUSED = `
their there they~'re | your you~'re | its it~'s | whose who~'s | were we~'re | where we~'re | then than | lose loose
affect effect | affected effected | affects effects | principal principle | principals principles | casual causal
accept except | advice advise | aisle isle | allowed aloud | allusion illusion | altar alter | angel angle | angels angles
ascent assent | bare bear | bath bathe | brake break | breath breathe | buy by | choose chose | cite site sight
cloth clothe | clothes cloths | coarse course | complement compliment | conscience conscious | council counsel
dairy diary | decent descent dissent | desert dessert | device devise | discreet discrete | dye die | elicit illicit
eminent imminent | ensure insure | envelop envelope | fair fare | flour flower | form from | formally formerly
forth fourth | grate great | hear here | hole whole | hour our | human humane | idle idol | incidence incidents
knew new | knight night | know now no | later latter | lead led | lessen lesson | lightening lightning | loath loathe
made maid | mail male | main mane | martial marital | meat meet | moral morale | of>have | one won | pair pear
passed past | patience patients | peace piece | personal personnel | perspective prospective | plain plane | poor pour
pray prey | precede proceed | presence presents | quiet quite | rain reign rein | raise rise | right write
role roll | roots routes | sail sale | scene seen | sea see | sever severe | shear sheer | sole soul | some sum | son sun
stationary stationery | statue statute | steal steel | suit suite | tail tale | though thought | thought through thorough
threw through | throne thrown | tide tied | trail trial | untied united | vain vein | waist waste | wait weight
wander wonder | way weigh | weak week | wear where | weather whether | which witch | woman women | wood would
adapt adopt | adopted adapted | respectfully respectively | farther further | throughout through
`;

/** What may have been meant where a word stands; all as tokens joined by spaces. */
export const CONFUSED_WORDS: ReadonlyMap<string, readonly string[]> = meantByWritten(CONFUSED);

function meantByWritten(list: string): Map<string, string[]> {
  const meant = new Map<string, string[]>();
  const add = (written: string, other: string): void => {
    const known = meant.get(written) ?? [];
    if (written !== other && !known.includes(other)) meant.set(written, [...known, other]);
  };
  for (const group of list.trim().split(/[|\n]/)) {
    const [written = '', oneWay] = group.trim().split('>');
    const words = written.split(' ').map((word) => word.replace('~', ' '));
    if (oneWay) add(written, oneWay);
    else for (const word of words) for (const other of words) add(word, other);
  }
  return meant;
}
