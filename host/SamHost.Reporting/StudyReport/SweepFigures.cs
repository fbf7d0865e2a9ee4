using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Reporting.Figures;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>
/// The figures of a report that go over the values of a sweep: for each swept setting that is a number, final and peak test accuracy, a
/// line an optimizer.
/// </summary>
internal static class SweepFigures
{
    private static readonly (string Name, string Title, Func<RecordedRun, double> Of)[] Accuracies =
        [("final", "Final test accuracy", run => run.FinalTestAccuracy), ("peak", "Peak test accuracy", run => run.PeakTestAccuracy)];

    /// <summary>The figures; none without a sweep.</summary>
    public static IEnumerable<Figure> Draw(IReadOnlyList<ComparedGroup> groups)
    {
        var axes = groups.GroupBy(group => group.Group.Study).SelectMany(study => Axes([.. study.Select(group => group.Group)])).ToList();
        return axes.Index()
            .SelectMany(
                axis => Accuracies.Select(
                    accuracy => axis.Item.Draw($"sweep-{axis.Index + 1}-{accuracy.Name}", accuracy.Title, accuracy.Of)));
    }

    private static IEnumerable<Axis> Axes(IReadOnlyList<RunGroup> groups)
    {
        var paths = groups.SelectMany(group => group.Sweep.Select(value => value.Key)).Distinct().ToList();
        // The first line has the colour of the text: it is what the others are compared with.
        var lines = groups.GroupBy(group => group.NameWithoutSweep).OrderBy(line => line.First().Perturbs)
            .Select(line => (line.Key, (IReadOnlyList<RunGroup>)[.. line])).ToList();
        return paths.Select(path => new Axis(path, [.. paths.Where(other => other != path)], lines)).Where(axis => axis.Values.Count > 1);
    }

    /// <summary>One swept setting of a study.</summary>
    private sealed record Axis(
        string Path, IReadOnlyList<string> Others, IReadOnlyList<(string Name, IReadOnlyList<RunGroup> Groups)> Lines)
    {
        public IReadOnlyList<double> Values { get; } =
            [.. Lines.SelectMany(line => line.Groups).Select(group => ValueOf(group, Path)).OfType<double>().Distinct().Order()];

        public Figure Draw(string name, string accuracy, Func<RecordedRun, double> of)
        {
            var setting = Path.Split(':')[^1];
            var together = Others.Where(IsDrawnWith).ToList();
            var crossed = Others.Except(together).ToList();
            Curve[] curves =
            [
                .. Lines.Take(FigureStyle.MostLines)
                    .Select((line, style) => Curve.Of(line.Name, style, Seeds(line.Groups, of), 100) with
                    {
                        IsJoined = together.Count == 0 || IsFlat(line.Groups),
                    }),
            ];
            string[] flat = [.. Lines.Take(FigureStyle.MostLines).Where(line => IsFlat(line.Groups)).Select(line => line.Name)];
            var caption = $"At each value of {Path}"
                + (together.Count == 0
                    ? ""
                    : $", which was drawn together with {string.Join(" and ", together)}: each point is one draw of them")
                + $"{(crossed.Count == 0 ? "" : $"; the mean over the values of {string.Join(" and ", crossed)}")}."
                + (flat.Length == 0 ? "" : $" Without that setting, and so flat: {string.Join(", ", flat)}.")
                + (curves.Length == Lines.Count ? "" : $" {curves.Length} of {Lines.Count} optimizers.");
            return CurveFigure.Draw(
                name, $"{accuracy} over {setting}", CurveAxis.Of(Path, Values), "%", curves,
                $"{accuracy} (%) over {setting}: {string.Join("; ", curves.Select(Describe))}.", caption);
        }

        /// <summary>
        /// A seed's curve: at each value the mean over those of other settings; over the whole axis where the optimizer has no such
        /// setting.
        /// </summary>
        private IEnumerable<IEnumerable<(double X, double Value)>> Seeds(
            IReadOnlyList<RunGroup> groups, Func<RecordedRun, double> accuracy) =>
            groups.SelectMany(group => group.Runs, (group, run) => (X: ValueOf(group, Path), Run: run))
                .Where(point => point.X is not null || IsFlat(groups))
                .GroupBy(point => point.Run.Seed)
                .Select(seed => seed.GroupBy(point => point.X).SelectMany(place =>
                {
                    var mean = place.Average(point => accuracy(point.Run));
                    return place.Key is { } value ? [(value, mean)] : new[] { (Values[0], mean), (Values[^1], mean) };
                }));

        /// <summary>
        /// Whether this setting and another come from ranges: a draw is of both, so that few of all pairs of their values occur. Of a
        /// list's values each occurs with each of the other setting's; a sweep that is not at its end has more than half of those that it
        /// has begun with.
        /// </summary>
        private bool IsDrawnWith(string other)
        {
            var pairs = Lines.SelectMany(line => line.Groups)
                .Where(group => ValueOf(group, Path) is not null && group.Sweep.ContainsKey(other))
                .Select(group => (Own: ValueOf(group, Path), Other: group.Sweep[other]?.ToJsonString())).Distinct().ToList();
            return 2 * pairs.Count <= pairs.DistinctBy(pair => pair.Own).Count() * pairs.DistinctBy(pair => pair.Other).Count();
        }

        private bool IsFlat(IReadOnlyList<RunGroup> groups) => groups.All(group => ValueOf(group, Path) is null);

        private static string Describe(Curve curve) => string.Create(
            CultureInfo.InvariantCulture,
            $"{curve.Name} from {curve.Mean[0]:0.0} at {curve.X[0]} to {curve.Mean[^1]:0.0} at {curve.X[^1]}, highest "
                + $"{curve.Mean.Max():0.0} at {curve.X[Array.IndexOf(curve.Mean, curve.Mean.Max())]}");
    }

    // A component or a list has no place on an axis.
    private static double? ValueOf(RunGroup group, string path) =>
        group.Sweep[path] is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? (double)value : null;
}
