using System.Diagnostics;
using SamHost.Benchmarks.MadeRuns;
using SamHost.Contracts.Suspects;
using SamHost.Plugins.Components;
using SamHost.Reporting.Suspects;
using SamHost.Runs.Exporting;
using SamHost.Runs.Results;

namespace SamHost.Benchmarks.Growth;

/// <summary>The time to write, read, export and rank the records of one run, by their number.</summary>
internal static class RecordGrowth
{
    private const int Smallest = 1000;

    // More in one epoch than this is another question: a run holds the records of the epoch that it is in.
    private const int MostInAnEpoch = 1_000_000;

    /// <summary>Measures at each power of ten up to a number of rows.</summary>
    public static CostCurve Measure(long most)
    {
        List<double> sizes = [];
        for (long rows = Smallest; rows <= most; rows *= 10) sizes.Add(rows);
        // The first one is compiled while it runs.
        Turn(Smallest);
        var turns = sizes.Select(rows => Turn((long)rows)).ToList();
        return new CostCurve(
            "rows", sizes,
            [
                ("rows", [.. sizes]),
                .. turns[0].Select((cost, place) => (cost.Name, turns.Select(turn => turn[place].Milliseconds).ToArray())),
            ]);
    }

    private static List<(string Name, double Milliseconds)> Turn(long rows)
    {
        var examples = (int)Math.Min(rows, MostInAnEpoch);
        var folder = Directory.CreateTempSubdirectory("samhost-growth-");
        try
        {
            var epochs = (int)(rows / examples);
            var study = new MadeStudy { Runs = 1, Seeds = 1, Examples = examples, Epochs = epochs, RecordedEpochs = epochs };
            var clock = Stopwatch.StartNew();
            List<(string, double)> costs = [];
            var made = study.Write(folder.FullName, Documents.Value);
            End("write ms");
            var selection = RunSelection.Of([made], folder.FullName);
            selection.Runs[0].Examples.CheckWhole();
            End("read ms");
            foreach (var form in new[] { "parquet", "csv" })
            {
                TableFiles.Write(folder.File($"examples.{form}"), table => ResultTables.WriteExamples(selection.Runs, table));
                End($"{form} ms");
            }

            SuspectsReport.Of(selection, Scores, Scores[0], earlyEpochs: 10);
            End("rank ms");
            return costs;

            void End(string name)
            {
                costs.Add((name, clock.Elapsed.TotalMilliseconds));
                clock.Restart();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static readonly Lazy<IReadOnlyDictionary<string, RunDocuments>> Documents =
        new(() => RunDocuments.OfTrainedRuns(MadeStudy.Optimizers));

    private static readonly SuspectScore[] Scores =
    [
        .. ShippedComponents.Names(ComponentKind.SuspectScore).Order(StringComparer.Ordinal).Select(
            name => new SuspectScore(name, "", () => ShippedComponents.Create<ISuspectScore>(ComponentKind.SuspectScore, name))),
    ];

    private static string File(this DirectoryInfo folder, string name) => Path.Combine(folder.FullName, name);
}
