using SamHost.Runs.Results;

namespace SamHost.Runs.Exporting;

/// <summary>What several runs wrote, each as one table; every row begins with study, run, optimizer and seed.</summary>
public static class ResultTables
{
    /// <summary>The metrics: a row a run and epoch. A column that only some runs have is empty in the others.</summary>
    public static void WriteMetrics(IReadOnlyList<RecordedRun> runs, ITableFile table)
    {
        var names = runs.SelectMany(run => run.Metrics.Names).Distinct().Where(name => name != "epoch").ToList();
        foreach (var run in runs)
        {
            table.Write(
            [
                .. Origin(run, run.Metrics.Epochs.Count),
                new ExportColumn("epoch", run.Metrics.Epochs.ToArray()),
                .. names.Select(name => new ExportColumn(name, run.Metrics.Column(name).ToArray())),
            ]);
        }
    }

    /// <summary>The recorded examples: a row a run, recorded epoch and example.</summary>
    /// <returns>The number of rows.</returns>
    /// <exception cref="DamagedRunException">A run's file cannot be read to its end.</exception>
    public static long WriteExamples(IReadOnlyList<RecordedRun> runs, ITableFile table)
    {
        var rows = 0L;
        foreach (var run in runs)
        {
            foreach (var epoch in run.Examples.Epochs())
            {
                rows += epoch.Count;
                table.Write(
                [
                    .. Origin(run, epoch.Count),
                    new ExportColumn("epoch", Repeated(epoch.Epoch, epoch.Count)),
                    new ExportColumn("step", Optional(epoch.Step, epoch.Count)),
                    new ExportColumn("index", epoch.Index),
                    new ExportColumn("id", epoch.Id),
                    new ExportColumn("is_flipped", Optional(epoch.IsFlipped, epoch.Count)),
                    new ExportColumn("given_label", ClassesOf(run, epoch.GivenLabel, epoch.Count)),
                    new ExportColumn("true_label", ClassesOf(run, epoch.TrueLabel, epoch.Count)),
                    new ExportColumn("loss", Optional(epoch.Loss, epoch.Count)),
                    new ExportColumn("margin", Optional(epoch.Margin, epoch.Count)),
                    new ExportColumn("weight", Optional(epoch.Weight, epoch.Count)),
                    new ExportColumn("logit_weight", Optional(epoch.LogitWeight, epoch.Count)),
                    new ExportColumn("gradient_norm", Optional(epoch.GradientNorm, epoch.Count)),
                ]);
            }
        }

        return rows;
    }

    private static ExportColumn[] Origin(RecordedRun run, int count) =>
    [
        new("study", Repeated(run.Study, count)),
        new("run", Repeated(run.Id, count)),
        new("optimizer", Repeated(run.Label, count)),
        new("seed", Repeated(run.Seed, count)),
    ];

    private static string?[] ClassesOf(RecordedRun run, int[]? labels, int count) =>
        labels is null ? new string?[count] : [.. labels.Select(label => run.NameOfClass(label))];

    private static T[] Repeated<T>(T value, int count) => [.. Enumerable.Repeat(value, count)];

    private static T?[] Optional<T>(T[]? values, int count)
        where T : struct => values is null ? new T?[count] : [.. values.Select(value => (T?)value)];
}
