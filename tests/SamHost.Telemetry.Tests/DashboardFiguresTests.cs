using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>What the dashboard shows of two runs, each too short for a scrape a second, is what their files say.</summary>
[Trait("Duration", "Long")]
public sealed class DashboardFiguresTests : IDisposable
{
    private const int Epochs = 30;
    private const int Examples = 60;

    // Of the histograms of weights.
    private static readonly double[] Bounds =
        [0, 0.01, 0.03, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97, 1.03, 1.1, 1.25, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000];

    private readonly int _port = PrometheusServer.FreePort();
    private readonly List<RunFigures> _runs = [];
    private PrometheusServer _server = null!;
    private FollowedStudy _study = null!;

    public void Dispose()
    {
        _study?.Dispose();
        _server?.Dispose();
    }

    [Fact(Timeout = 180_000)]
    public async Task The_dashboard_shows_what_the_files_of_each_run_say()
    {
        Assert.SkipUnless(PrometheusServer.IsInstalled, "The package prometheus is not installed.");
        await RunAsync(TestContext.Current.CancellationToken);

        await AssertTableAsync();
        await AssertHistogramsAsync();
        await AssertAccuraciesByEpochAsync();
        await AssertWeightsByEpochAsync();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        _server = new PrometheusServer(_port, "300ms");
        _study = new FollowedStudy(null, $$"""
            { "Study": { "Epochs": {{Epochs}}, "BatchSize": 16, "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }],
                "RecordExamplesAt": [{{string.Join(',', Enumerable.Range(1, Epochs))}}] },
              "Telemetry": { "Prometheus": { "Port": {{_port}} } } }
            """);
        // An epoch takes as long as half a scrape, and a run as long as many.
        _study.Study.Observe = (_, _) => new Diary("a", [], line =>
        {
            if (line.StartsWith("EpochCompleted", StringComparison.Ordinal)) Thread.Sleep(150);
            // The last values of a run are there until the next begins: long enough for a scrape on a busy machine, too.
            if (line.StartsWith("RunCompleted", StringComparison.Ordinal)) Thread.Sleep(1_500);
        });
        while ((await _server.QueryAsync("up")).Count == 0) await Task.Delay(100, cancellation);
        foreach (var outcome in await Task.Run(() => _study.Study.RunToTheEnd(), cancellation))
            _runs.Add(new RunFigures(outcome.Folder, await ExampleRows.Read(outcome.Folder)));
        while (await _server.ValueAsync("sum(last_over_time(train_examples_total[5m]))") != 2 * Epochs * Examples)
            await Task.Delay(200, cancellation);
    }

    private async Task AssertTableAsync()
    {
        var table = Dashboard.Of("Runs").ToDictionary(
            query => $"{query.Panel["transformations"]![1]!["options"]!["renameByName"]![$"Value #{query.RefId}"]}", query => query.Query);
        foreach (var run in _runs)
        {
            async Task<double> ShownAsync(string column) =>
                Number((await _server.QueryAsync(table[column])).Single(row => $"{row["metric"]!["train_run_hash"]}" == run.Hash));
            Assert.Equal(Epochs, await ShownAsync("Epoch"));
            Assert.Equal(Epochs * Examples, await ShownAsync("Examples"));
            Assert.Equal(run.Column("test_accuracy")[^1], await ShownAsync("Test accuracy"));
            Assert.Equal(run.Column("train_accuracy_clean")[^1], await ShownAsync("Clean accuracy"));
            Assert.Equal(run.Column("train_accuracy_mislabelled")[^1], await ShownAsync("Memorised"));
            foreach (var (label, isFlipped) in new[] { ("clean", false), ("mislabelled", true) })
            {
                AssertMedian(run, row => row.Weight!.Value, isFlipped, await ShownAsync($"Weight, {label}"));
                AssertMedian(run, row => row.LogitWeight, isFlipped, await ShownAsync($"Logit weight, {label}"));
            }
        }
    }

    // A quantile of a histogram lies between the bounds around the true one; for SGD, whose weights are all 1, it is 1.
    private static void AssertMedian(RunFigures run, Func<ExampleRow, double> value, bool isFlipped, double shown)
    {
        double[] values = [.. run.Rows.Where(row => row.IsFlipped == isFlipped).Select(value).Order()];
        var (low, high) = (values[(values.Length - 1) / 2], values[values.Length / 2]);
        if (run.IsSgd) Assert.Equal(1, shown, 1e-9);
        else Assert.InRange(shown, Bounds.Last(bound => bound < low), Bounds.First(bound => bound >= high));
    }

    private async Task AssertHistogramsAsync()
    {
        foreach (var (metric, value) in new (string, Func<ExampleRow, double>)[]
        {
            ("sam_example_weight", row => row.Weight!.Value), ("sam_example_logit_weight", row => row.LogitWeight),
            ("sam_example_loss", row => row.Loss),
        })
        {
            foreach (var run in _runs)
            {
                foreach (var isFlipped in new[] { false, true })
                {
                    double[] values = [.. run.Rows.Where(row => row.IsFlipped == isFlipped).Select(value)];
                    var selector = $"{{label_noise_is_flipped=\"{(isFlipped ? "true" : "false")}\",train_run_hash=\"{run.Hash}\"}}[5m]";
                    Assert.Equal(values.Length, await _server.ValueAsync($"last_over_time({metric}_count{selector})"));
                    Assert.Equal(values.Sum(), (await _server.ValueAsync($"last_over_time({metric}_sum{selector})"))!.Value, 1e-6);
                    // What the heatmaps are made of.
                    var buckets = await _server.QueryAsync($"last_over_time({metric}_bucket{selector})");
                    Assert.All(buckets, bucket => Assert.Equal(values.Count(one => one <= Bound(bucket)), Number(bucket)));
                }
            }
        }
    }

    private async Task AssertAccuraciesByEpochAsync()
    {
        foreach (var run in _runs)
        {
            async Task AssertAsync(string panel, string column, Func<JsonNode, bool> isOfRun)
            {
                var rows = (await _server.QueryAsync(Dashboard.Of(panel).Single().Query)).Where(row => isOfRun(row["metric"]!)).ToList();
                var measured = run.Column(column);
                // Two samples an epoch are not quite every epoch where the machine is busy.
                Assert.InRange(rows.Count, Epochs / 4, Epochs);
                // What an epoch shows is of the evaluation before it, or of its own where a sample fell behind that.
                Assert.All(rows, row => Assert.Contains(Number(row), measured[Math.Max(Epoch(row) - 2, 0)..Epoch(row)].OfType<double>()));
                Assert.Equal(measured[^1], Number(rows.Single(row => Epoch(row) == Epochs)));
            }

            await AssertAsync("Test accuracy", "test_accuracy", labels => $"{labels["sam_optimizer"]}" == run.Optimizer);
            await AssertAsync(
                "Test accuracy of each run", "test_accuracy",
                labels => $"{labels["series"]}".EndsWith(run.Hash, StringComparison.Ordinal));
            const string Training = "Training accuracy: true labels predicted, wrong labels memorised";
            foreach (var label in new[] { "clean", "mislabelled" })
                await AssertAsync(Training, $"train_accuracy_{label}", labels => $"{labels["series"]}" == $"{run.Optimizer} {label}");
        }
    }

    private async Task AssertWeightsByEpochAsync()
    {
        foreach (var panel in new[] { "Total weight: medians", "Logit weight: medians" })
        {
            var rows = await _server.QueryAsync(Dashboard.Of(panel).Single().Over("2s"));
            Assert.Equal(
                ["1-sam clean", "1-sam mislabelled", "sgd clean", "sgd mislabelled"],
                rows.Select(row => $"{row["metric"]!["series"]}").Distinct().Order(StringComparer.Ordinal));
            Assert.All(rows.Where(row => $"{row["metric"]!["sam_optimizer"]}" == "sgd"), row => Assert.Equal(1, Number(row), 1e-9));
            Assert.Contains(rows, row => $"{row["metric"]!["sam_optimizer"]}" == "1-sam" && Math.Abs(Number(row) - 1) > 1e-9);
        }
    }

    private static int Epoch(JsonNode series) => int.Parse($"{series["metric"]!["epoch"]}", CultureInfo.InvariantCulture);

    private static double Number(JsonNode series) => double.Parse($"{series["value"]![1]}", CultureInfo.InvariantCulture);

    private static double Bound(JsonNode series) => $"{series["metric"]!["le"]}" is var text && text == "+Inf"
        ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A run's files.</summary>
    private sealed record RunFigures(string Folder, List<ExampleRow> Rows)
    {
        public string Hash => Folder[^10..];

        public bool IsSgd => Rows.All(row => row.Weight == 1);

        public string Optimizer => IsSgd ? "sgd" : "1-sam";

        public List<double?> Column(string name) => MetricsRows.Column(Folder, name);
    }
}
