using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>Prometheus scrapes the program while it trains, and answers the dashboard's queries with the run's figures.</summary>
[Trait("Duration", "Long")]
public sealed partial class PrometheusTests
{
    [Fact(Timeout = 120_000)]
    public async Task Prometheus_scrapes_a_running_study_and_answers_every_query_of_the_dashboard()
    {
        Assert.SkipUnless(PrometheusServer.IsInstalled, "The package prometheus is not installed.");
        await using var receiver = await OtlpReceiver.StartAsync();
        using var run = new CommandRun();
        var port = PrometheusServer.FreePort();
        using var server = new PrometheusServer(port);
        using var study = SamHostProcess.Start(
            run.Folder,
            "--set", "Study:Epochs=1000000", "--set", "Study:RecordExamplesAt=[]", "--set", "Study:Dataset:Options:TrainCount=200", "--set",
            "Study:BatchSize=20",
            "--set", "Study:Noise={\"Name\":\"symmetric\",\"Options\":{\"Rate\":0.3}}", "--set", "Study:Optimizers:0:Name=1-sam",
            "--set", $"Telemetry:Endpoint={receiver.Grpc}", "--set", $"Telemetry:Prometheus:Port={port}", "--set",
            "Telemetry:EveryNthStep=2");

        foreach (var query in Dashboard.Queries)
        {
            while (!await server.IsFiniteAsync(query.Query)) await Task.Delay(200, TestContext.Current.CancellationToken);
            foreach (var series in await server.QueryAsync(query.Query))
            {
                var labels = series["metric"]!.AsObject();
                Assert.All(
                    InLegend().Matches(query.Legend).Select(match => match.Groups[1].Value),
                    label => Assert.True(labels.ContainsKey(label), $"{query.Title}: {query.Legend}, but {labels.ToJsonString()}."));
            }
        }

        // A scrape may fall into a step, or more where the machine is busy.
        var share = await server.ValueAsync("sum(sam_example_loss_count) / sum(train_examples_total)");
        Assert.InRange(share!.Value, 0.99, 1.01);
        var accuracies = await server.QueryAsync("train_accuracy{train_split=\"test\"}[5m]");
        var exemplars = await server.ExemplarsAsync("sam_example_loss_bucket");
        study.PressCtrlC();
        Assert.Equal("", (await study.EndAsync()).Errors);

        var seen = accuracies.Single()["values"]!.AsArray()
            .Select(value => double.Parse(value![1]!.GetValue<string>(), CultureInfo.InvariantCulture)).ToList();
        var folder = Path.GetDirectoryName(Directory.GetFiles(run.Folder, "metrics.csv", SearchOption.AllDirectories).Single())!;
        var measured = MetricsRows.Column(folder, "test_accuracy").OfType<double>().ToHashSet();
        Assert.NotEmpty(seen);
        Assert.All(seen, accuracy => Assert.Contains(accuracy, measured));
        Assert.Equal(folder[^10..], accuracies.Single()["metric"]!["train_run_hash"]!.GetValue<string>());

        Assert.NotEmpty(exemplars);
        var weightings = receiver.Named("weighting").ToDictionary(span => span.SpanId.Hex(), span => span.TraceId.Hex());
        // A span that a busy machine dropped is counted elsewhere.
        var found = exemplars.Select(exemplar => exemplar["labels"]!)
            .Where(labels => weightings.ContainsKey(labels["span_id"]!.GetValue<string>())).ToList();
        Assert.NotEmpty(found);
        Assert.All(
            found, labels => Assert.Equal(weightings[labels["span_id"]!.GetValue<string>()], labels["trace_id"]!.GetValue<string>()));
    }

    [Fact(Timeout = 120_000)]
    public async Task Prometheus_has_the_figures_of_a_run_that_ended()
    {
        Assert.SkipUnless(PrometheusServer.IsInstalled, "The package prometheus is not installed.");
        var port = PrometheusServer.FreePort();
        using var server = new PrometheusServer(port);
        using var study = new FollowedStudy(null, $$"""
            { "Study": { "Epochs": 1000000, "BatchSize": 16, "RecordExamplesAt": [], "Optimizers": [{ "Name": "1-sam" }] },
              "Telemetry": { "EveryNthStep": 3, "Prometheus": { "Port": {{port}} } } }
            """);
        var seen = false;
        Diary diary = null!;
        study.Study.Observe = (_, _) => diary = new Diary("a", [], line =>
        {
            if (Volatile.Read(ref seen) && line.StartsWith("EpochCompleted", StringComparison.Ordinal)) diary.Run!.RequestStop("seen");
        });
        var running = Task.Run(() => study.Study.RunToTheEnd().Single(), TestContext.Current.CancellationToken);
        // Two scrapes at least, so that rates are known.
        foreach (var query in Dashboard.Queries)
        {
            while (!await server.IsFiniteAsync(query.Query)) await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        Volatile.Write(ref seen, true);
        var folder = (await running).Folder;
        var epochs = MetricsRows.Column(folder, "epoch").Count;
        var steps = 4 * epochs;
        var run = $"train_run_hash=\"{folder[^10..]}\"";
        async Task ShowsAsync(string query, double figure)
        {
            var clock = Stopwatch.StartNew();
            double? shown;
            while ((shown = await server.ValueAsync(query)) != figure && clock.Elapsed < TimeSpan.FromSeconds(20))
                await Task.Delay(200, TestContext.Current.CancellationToken);
            Assert.True(shown == figure, $"{query} is {shown}, not {figure}.");
        }

        await ShowsAsync($"train_examples_total{{{run}}}", 60 * epochs);
        await ShowsAsync($"train_step_duration_seconds_count{{{run}}}", steps);
        await ShowsAsync($"train_epoch_current{{{run}}}", epochs);
        await ShowsAsync($"sum(sam_example_loss_count{{{run}}})", 60 * epochs);
        await ShowsAsync($"sum(sam_example_logit_weight_count{{{run}}})", 60 * epochs);
        // Steps 0, 3, 6, ...; every fourth one, an epoch's last, has 12 examples.
        await ShowsAsync(
            $"sum(sam_example_weight_count{{{run}}})",
            Enumerable.Range(0, steps).Where(step => step % 3 == 0).Sum(step => step % 4 == 3 ? 12 : 16));
        foreach (var (split, column) in new[] { ("test", "test_accuracy"), ("train_clean", "train_accuracy_clean"),
            ("train_mislabelled", "train_accuracy_mislabelled") })
            await ShowsAsync($"train_accuracy{{train_split=\"{split}\",{run}}}", MetricsRows.Column(folder, column)[^1]!.Value);
        foreach (var query in Dashboard.Queries) Assert.True(await server.IsFiniteAsync(query.Query), query.Query);
    }

    [Fact]
    public void A_port_that_is_taken_is_one_clear_error()
    {
        using var run = new CommandRun();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

        var result = run.Invoke("run", "--set", $"Telemetry:Prometheus:Port={port}");

        Assert.Equal(SamHost.Configuration.ExitCode.Configuration, result.Exit);
        Assert.Contains(
            $"Telemetry:Prometheus:Port: /metrics cannot be served on localhost:{port}", Assert.Single(result.ErrorLines),
            StringComparison.Ordinal);
    }

    [GeneratedRegex(@"{{\s*(\w+)\s*}}")]
    private static partial Regex InLegend();
}
