/** Fine-pruning's order of the cut. */
import { RankedBars } from '../../charts/RankedBars';
import { useQueue } from '../../state/queueStore';
import { measured } from '../../text/charts';
import { LIVE_TEXT } from '../../text/compare';

export function RankingFigure() {
  const ranking = useQueue((queue) => queue.ranking);
  const cut = useQueue(({ points }) => points.at(-1)?.pruned ?? 0);
  if (ranking === null) return null;
  const { activations, order } = ranking;
  const valueAt = (place: number): number => activations[order[place] ?? 0] ?? 0;
  const stateAt = (place: number): string => (place < cut ? LIVE_TEXT.cut : LIVE_TEXT.kept);
  return (
    <RankedBars
      title={LIVE_TEXT.ranking}
      summary={LIVE_TEXT.rankingSummary}
      csvName="rnp-compare-ranking"
      xLabel={LIVE_TEXT.rankingX}
      yLabel={LIVE_TEXT.rankingY}
      values={order.map((_, place) => valueAt(place))}
      cut={cut}
      readingOf={(place) =>
        LIVE_TEXT.rankingReading(order[place] ?? 0, measured(valueAt(place)), stateAt(place))
      }
      table={() => ({
        columns: [LIVE_TEXT.channel, LIVE_TEXT.activation, LIVE_TEXT.state],
        rows: order.map((channel, place) => [channel, valueAt(place), stateAt(place)]),
      })}
    />
  );
}
