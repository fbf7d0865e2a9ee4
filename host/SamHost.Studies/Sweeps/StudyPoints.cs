using SamHost.Configuration;
using SamHost.Gradients;
using SamHost.Plugins.Loading;
using SamHost.Studies.Folds;
using SamHost.Studies.Plans;
using SamHost.Torch;

namespace SamHost.Studies.Sweeps;

/// <summary>The points of a study's sweep, each planned as a study of its own; a study without a sweep is its only point.</summary>
internal static class StudyPoints
{
    private const int MostPoints = 10_000;

    /// <summary>Plans every point.</summary>
    /// <param name="catalog">The plugins.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="problems">What was wrong with them so far; everything else is reported there too.</param>
    /// <exception cref="UserErrorException">Anything in the settings is wrong: all of it.</exception>
    public static IReadOnlyList<StudyPlan> Plan(PluginCatalog catalog, Settings settings, SettingsProblems problems)
    {
        var study = settings.Bound<StudyOptions>();
        var sweep = (study.Sweep ?? []).Select(axis => SweepAxis.Read(axis.Key, axis.Value, study, catalog, problems)).ToList();
        var plan = PlanOne(catalog, settings, problems);
        if (sweep.Count == 0) return OnFolds([plan]);

        var points = Points([.. sweep.OfType<SweepAxis>()], study);
        var unswept = settings.With(settings.Tree.Without("Study", "Sweep"));
        var found = new List<string>();
        var plans = new List<StudyPlan>();
        foreach (var point in points)
        {
            var ofPoint = new SettingsProblems();
            try
            {
                plans.Add(PlanPoint(catalog, point, unswept, plan.Optimizers.Count, ofPoint));
            }
            catch (UserErrorException e)
            {
                found.AddRange(e.Problems);
            }
        }

        // What is wrong at one point is mostly wrong at others too.
        return found.Count == 0 ? OnFolds(plans) : throw new UserErrorException([.. found.Distinct()]);
    }

    // A cross-validation that names no fold has a run on each.
    private static IReadOnlyList<StudyPlan> OnFolds(IReadOnlyList<StudyPlan> plans) =>
    [
        .. plans.SelectMany(plan => plan.Study.Fold is { Index: null, Count: var count }
            ? Enumerable.Range(0, count).Select(
                index => plan with { Study = plan.Study.On(new FoldOptions { Count = count, Index = index }) })
            : [plan]),
    ];

    private static StudyPlan PlanPoint(
        PluginCatalog catalog, SweepPoint point, Settings settings, int optimizers, SettingsProblems problems)
    {
        var swept = settings.With(point.ApplyTo(settings.Tree, optimizers, problems));
        problems.Add(swept.Check());
        var plan = PlanOne(catalog, swept, problems);
        return plan with { Optimizers = [.. plan.Optimizers.Select((optimizer, index) => optimizer with { Point = point.Of(index) })] };
    }

    private static StudyPlan PlanOne(PluginCatalog catalog, Settings settings, SettingsProblems problems) =>
        new StudyPlanner(
            catalog, settings.Tree, problems).Plan(
                settings.Bound<StudyOptions>(), settings.Bound<GradientsOptions>(), settings.Bound<TorchOptions>());

    /// <summary>The draws of the ranges, each with every combination of the lists; the last list varies fastest.</summary>
    private static List<SweepPoint> Points(IReadOnlyList<SweepAxis> axes, StudyOptions study)
    {
        var draws = axes.Any(axis => axis.Range is not null) ? study.SweepDraws : 1;
        var count = axes.Where(axis => axis.Range is null).Aggregate((double)draws, (product, axis) => product * axis.Values.Count);
        if (count > MostPoints)
            throw new UserErrorException(
                $"Study:Sweep: its lists and draws make {count:0} points, and at most {MostPoints} can be planned; give fewer values.");

        var points = new List<SweepPoint>();
        for (var draw = 0; draw < draws; draw++)
        {
            IEnumerable<(SweepAxis, SettingsNode)[]> partial = [[]];
            foreach (var axis in axes)
            {
                var values = axis.Range is { } range ? [range.Draw(study.SweepSeed, axis.Path, draw, axis.Origin)] : axis.Values;
                partial =
                    [.. partial.SelectMany(_ => values, (earlier, value) => ((SweepAxis, SettingsNode)[])[.. earlier, (axis, value)])];
            }

            points.AddRange(partial.Select(values => new SweepPoint(values)));
        }

        return points;
    }
}
