using System.Globalization;
using SamHost.Reporting.Figures;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>
/// The figures of a report that go over the values of a sweep: test accuracy over each setting, a line an optimizer; small multiples and
/// heat maps of two settings; parallel coordinates of more.
/// </summary>
internal static class SweepFigures
{
    // More small figures than these are no overview.
    private const int MostPanels = 6;

    private static readonly Accuracy Final = new("final", "Final test accuracy", run => run.FinalTestAccuracy);
    private static readonly Accuracy Peak = new("peak", "Peak test accuracy", run => run.PeakTestAccuracy);

    /// <summary>The figures; none without a sweep.</summary>
    /// <param name="content">What is reported.</param>
    public static IEnumerable<Figure> Draw(ReportContent content)
    {
        var studies = content.Groups.GroupBy(group => group.Group.Study)
            .Select(study => Sweep.Of([.. study.Select(group => group.Group)], content)).ToList();
        var settings = studies.SelectMany(sweep => sweep.Settings.Paths.Select(path => (Sweep: sweep, Path: path))).ToList();
        return
        [
            .. settings.Index().SelectMany(setting => Draw(setting.Item.Sweep, setting.Item.Path, $"sweep-{setting.Index + 1}")),
            .. studies.Index().SelectMany(study => Together(study.Item, $"sweep-together-{study.Index + 1}")),
        ];
    }

    private static IEnumerable<Figure> Draw(Sweep sweep, string path, string name)
    {
        var panels = sweep.PanelsOf(path);
        if (panels.Count is > 1 and <= MostPanels)
            return panels.Select((panel, place) => sweep.Draw(path, $"{name}-final-{place + 1}", Final, panel));
        Accuracy[] accuracies = sweep.Settings.Paths.Count <= 2 ? [Final, Peak] : [Final];
        return accuracies.Select(accuracy => sweep.Draw(path, $"{name}-{accuracy.Name}", accuracy, null));
    }

    private static IEnumerable<Figure> Together(Sweep sweep, string name)
    {
        var paths = sweep.Settings.Paths;
        return paths.Count switch
        {
            2 when !sweep.IsDrawnWith(paths[0], paths[1]) => sweep.Lines
                .Where(line => paths.All(path => line.Groups.DistinctBy(group => SweptSettings.TextOf(group, path)).Count() > 1))
                .Take(MostPanels).Select((line, place) => sweep.DrawMap(line, $"{name}-{place + 1}")),
            > 2 => [sweep.DrawParallel(name)],
            _ => [],
        };
    }

    private sealed record Accuracy(string Name, string Title, Func<RecordedRun, double> Of);

    private sealed record Line(string Name, SeriesStyle Style, IReadOnlyList<RunGroup> Groups);

    /// <summary>The groups of a panel: those that have its values, or no such settings.</summary>
    private sealed record Panel(string Title, Func<RunGroup, bool> Holds);

    /// <summary>A study's sweep.</summary>
    private sealed record Sweep(SweptSettings Settings, IReadOnlyList<Line> Lines)
    {
        // Asked for each panel and each map.
        private readonly HashSet<RunGroup> _well =
            [.. Lines.SelectMany(line => line.Groups).Where(group => TroubleSentences.Mark(group).Length == 0)];

        private IEnumerable<RunGroup> Groups => Lines.SelectMany(line => line.Groups);

        public static Sweep Of(IReadOnlyList<RunGroup> groups, ReportContent content)
        {
            var colours = content.Drawn.Select(group => group.Group.NameWithoutSweep).Distinct()
                .ToDictionary(name => name, name => content.Drawn.First(group => group.Group.NameWithoutSweep == name).Style.Colour);
            var optimizers = groups.GroupBy(group => group.NameWithoutSweep).OrderBy(line => line.First().Perturbs).ToList();
            return new Sweep(
                SweptSettings.Of(groups),
                [
                    .. optimizers.Select((line, place) =>
                        new Line(line.Key, new SeriesStyle(colours[line.Key], place / SeriesStyle.Colours), [.. line])),
                ]);
        }

        /// <summary>
        /// What a setting's figure is drawn anew for: each task that the sweep has, and where there is but one other setting, its values.
        /// </summary>
        public IReadOnlyList<Panel> PanelsOf(string path)
        {
            var others = Settings.Paths.Where(other => other != path && !IsDrawnWith(path, other)).ToList();
            var anew = Settings.Paths.Count == 2 ? others : [.. others.Where(SweptSettings.IsOfTask)];
            return
            [
                .. Groups.Where(group => anew.All(group.Sweep.ContainsKey))
                    .OrderBy(group => anew.Count == 0 ? 0 : SweptSettings.NumberOf(group, anew[0]) ?? 0)
                    .Select(group => Settings.Describe(group, anew.Contains)).Distinct()
                    .Select(values => new Panel(values, group => Holds(group, values))),
            ];

            bool Holds(RunGroup group, string values) =>
                anew.Where(other => group.Sweep.ContainsKey(other))
                    .All(other => values.Split(", ").Contains(Settings.Describe(group, setting => setting == other)));
        }

        public Figure Draw(string path, string name, Accuracy accuracy, Panel? panel)
        {
            var axis = AxisOf(path);
            var places = axis.Categories?.Index().ToDictionary(category => category.Item, category => (double)category.Index);
            var together = Settings.Paths.Where(other => other != path && IsDrawnWith(path, other)).ToList();
            string[] crossed = panel is not null && Settings.Paths.Count == 2
                ? []
                : [.. Settings.Paths.Where(other => other != path && !together.Contains(other))
                    .Where(other => panel is null || !SweptSettings.IsOfTask(other))];
            List<(Curve Curve, bool IsFlat)> curves =
            [
                .. Lines.Select(line => line with { Groups = [.. line.Groups.Where(group => panel?.Holds(group) ?? true)] })
                    .Where(line => line.Groups.Count > 0)
                    .Select((line, place) => (Of(line) with { IsShown = place < FigureStyle.MostLines }, IsFlat(line.Groups))),
            ];
            var flat = curves.Where(curve => curve.IsFlat).Select(curve => curve.Curve.Name).ToList();
            var caption = $"At each value of {path}"
                + (together.Count == 0
                    ? ""
                    : $", which was drawn together with {string.Join(" and ", together)}: each point is one draw of them")
                + $"{(crossed.Length == 0 ? "" : $"; the mean over the values of {string.Join(" and ", crossed)}")}."
                + (flat.Count == 0 ? "" : $" Without that setting, and so flat: {string.Join(", ", flat)}.")
                + (curves.Count <= FigureStyle.MostLines
                    ? ""
                    : $" {FigureStyle.MostLines} of {curves.Count} optimizers are shown at first.");
            var title = $"{accuracy.Title} over {axis.Title}{(panel is null ? "" : $", at {panel.Title}")}";
            var lowest = crossed.Length == 0 ? LowestOf([.. Groups.Where(group => panel?.Holds(group) ?? true)], accuracy) : null;
            var shown = curves.Select(curve => curve.Curve).Where(curve => curve.IsShown && curve.X.Length > 0);
            return CurveFigure.Draw(
                name, title, axis, "%", [.. curves.Select(curve => curve.Curve)],
                $"{accuracy.Title} (%) over {axis.Title}{(panel is null ? "" : $" at {panel.Title}")}: "
                    + $"{string.Join("; ", shown.Select(curve => Words(curve, axis)))}.",
                caption + (lowest is null ? "" : $" The axis begins at {lowest:0} %: what lies below went wrong."), lowest: lowest);

            Curve Of(Line line) => Curve.Of(line.Name, line.Style, Seeds(line.Groups), 100) with
            {
                IsJoined = together.Count == 0 || IsFlat(line.Groups),
            };

            // A seed's curve: at each value the mean over those of other settings; over the whole axis where the optimizer has no such
            // setting.
            IEnumerable<IEnumerable<(double X, double Value)>> Seeds(IReadOnlyList<RunGroup> groups) =>
                groups.SelectMany(group => group.Runs, (group, run) => (X: PlaceOf(group), Run: run))
                    .Where(point => point.X is not null || IsFlat(groups))
                    .GroupBy(point => point.Run.Seed)
                    .Select(seed => seed.GroupBy(point => point.X).SelectMany(place =>
                    {
                        var mean = place.Average(point => accuracy.Of(point.Run));
                        return place.Key is { } value ? [(value, mean)] : Ends().Select(end => (end, mean));
                    }));

            double? PlaceOf(RunGroup group) => !group.Sweep.ContainsKey(path) ? null
                : places is null ? SweptSettings.NumberOf(group, path)
                : places[SweptSettings.TextOf(group, path)];

            IEnumerable<double> Ends()
            {
                double[] all = [.. Groups.Select(PlaceOf).OfType<double>().Distinct().Order()];
                return places is null ? [all[0], all[^1]] : all;
            }

            bool IsFlat(IReadOnlyList<RunGroup> groups) => groups.All(group => !group.Sweep.ContainsKey(path));
        }

        // Of groups that went well, with some room, where others lie far below.
        private double? LowestOf(IReadOnlyList<RunGroup> groups, Accuracy accuracy)
        {
            var values = groups.Select(group => (
                Value: 100 * group.Runs.Average(accuracy.Of),
                Deviation: 100 * (Spread.Of(group.Values(run => accuracy.Of(run)))?.Deviation ?? 0),
                WentWell: _well.Contains(group))).Where(group => double.IsFinite(group.Value)).ToList();
            var well = values.Where(group => group.WentWell).ToList();
            if (well.Count == 0) return null;
            var (low, high) = (well.Min(group => group.Value - group.Deviation), well.Max(group => group.Value));
            return values.Min(group => group.Value) < low - (high - low) ? Math.Floor(low - Math.Max(1, (high - low) / 10)) : null;
        }

        public Figure DrawMap(Line line, string name)
        {
            var (x, y) = (CategoriesOf(Settings.Paths[0]), CategoriesOf(Settings.Paths[1]));
            List<(int X, int Y, double Value)> cells =
            [
                // Runs that were made without the sweep have no place on it.
                .. line.Groups.Where(group => Settings.Paths.All(group.Sweep.ContainsKey))
                    .GroupBy(group => (X: Place(x, group, Settings.Paths[0]), Y: Place(y, group, Settings.Paths[1])))
                    .Select(cell => (cell.Key.X, cell.Key.Y, Value: 100 * cell.SelectMany(group => group.Runs).Average(Final.Of)))
                    .Where(cell => double.IsFinite(cell.Value)),
            ];
            var (low, high) = (cells.MinBy(cell => cell.Value), cells.MaxBy(cell => cell.Value));
            return new HeatFigure(
                name, $"Final test accuracy (%) of {line.Name}", x, y, cells,
                $"Final test accuracy (%) of {line.Name} over {x.Title} and {y.Title}: highest {Cell(high)}, lowest {Cell(low)}.",
                "The brighter, the higher, on one scale for all optimizers; means over seeds. What went wrong is as dark as can be.")
            {
                Scale = ScaleOfMaps(),
            };

            int Place(CurveAxis axis, RunGroup group, string path) => axis.Categories!.Index()
                .First(category => category.Item == SweptSettings.TextOf(group, path)).Index;

            string Cell((int X, int Y, double Value) cell) => string.Create(
                CultureInfo.InvariantCulture,
                $"{cell.Value:0.0} at {x.Title} {x.Categories![cell.X]} and {y.Title} {y.Categories![cell.Y]}");
        }

        private (double Low, double High)? ScaleOfMaps()
        {
            double[] well =
            [
                .. _well.Where(group => Settings.Paths.All(group.Sweep.ContainsKey))
                    .Select(group => 100 * group.Runs.Average(Final.Of)).Where(double.IsFinite),
            ];
            return well.Length == 0 || well.Min() == well.Max() ? null : (well.Min(), well.Max());
        }

        public Figure DrawParallel(string name)
        {
            var axes = Settings.Paths.Select(AxisOf).ToList();
            var rows = Lines.SelectMany(line => line.Groups, (line, group) => (
                line.Name, line.Style,
                Values: (double?[])[
                    .. Settings.Paths.Zip(axes, (path, axis) => !group.Sweep.ContainsKey(path) ? (double?)null
                        : axis.Categories is { } categories
                            ? categories.Index().First(category => category.Item == SweptSettings.TextOf(group, path)).Index
                            : SweptSettings.NumberOf(group, path)),
                    100 * group.Runs.Average(run => run.FinalTestAccuracy)])).Where(row => double.IsFinite(row.Values[^1]!.Value)).ToList();
            var best = rows.MaxBy(row => row.Values[^1]);
            return new ParallelFigure(
                name, "All settings and the final test accuracy", [.. axes, new CurveAxis("final test %")], rows,
                $"A line for each of {rows.Count} rows, over {string.Join(", ", axes.Select(axis => axis.Title))} to its final test "
                    + $"accuracy; the highest is {best.Values[^1]!.Value.ToString("0.0", CultureInfo.InvariantCulture)} % of {best.Name}.",
                "A line is a row of the table: it crosses each setting's axis at its value, and the last at its final test accuracy.");
        }

        /// <summary>
        /// Whether two settings come from ranges: a draw is of both, so that few of all pairs of their values occur. Of a list's values
        /// each occurs with each of the other setting's; a sweep that is not at its end has more than half of those that it has begun
        /// with.
        /// </summary>
        public bool IsDrawnWith(string path, string other)
        {
            if (!Groups.All(group => IsNumber(group, path) && IsNumber(group, other))) return false;
            var pairs = Groups.Where(group => group.Sweep.ContainsKey(path) && group.Sweep.ContainsKey(other))
                .Select(group => (Own: SweptSettings.TextOf(group, path), Other: SweptSettings.TextOf(group, other))).Distinct().ToList();
            return pairs.Count > 0
                && 2 * pairs.Count <= pairs.DistinctBy(pair => pair.Own).Count() * pairs.DistinctBy(pair => pair.Other).Count();
        }

        private static bool IsNumber(RunGroup group, string path) =>
            !group.Sweep.ContainsKey(path) || SweptSettings.NumberOf(group, path) is not null;

        private CurveAxis AxisOf(string path) => Groups.All(group => IsNumber(group, path))
            ? CurveAxis.Of(Settings.NameOf(path), [.. Groups.Select(group => SweptSettings.NumberOf(group, path)).OfType<double>()])
            : CategoriesOf(path);

        private CurveAxis CategoriesOf(string path) => CurveAxis.OfCategories(
            Settings.NameOf(path),
            [
                .. Groups.Where(group => group.Sweep.ContainsKey(path)).OrderBy(group => SweptSettings.NumberOf(group, path) ?? 0)
                    .Select(group => SweptSettings.TextOf(group, path)).Distinct(),
            ]);

        private static string Words(Curve curve, CurveAxis axis) => string.Create(
            CultureInfo.InvariantCulture,
            $"{curve.Name} from {curve.Mean[0]:0.0} at {axis.Text(curve.X[0])} to {curve.Mean[^1]:0.0} at {axis.Text(curve.X[^1])}, "
                + $"highest {curve.Mean.Max():0.0} at {axis.Text(curve.X[Array.IndexOf(curve.Mean, curve.Mean.Max())])}");
    }
}
