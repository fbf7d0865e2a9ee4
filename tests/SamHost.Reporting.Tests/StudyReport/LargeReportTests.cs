using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Reporting.Tests.StudyReport;

/// <summary>A report of as many runs as a sweep makes in a night.</summary>
[Trait("Duration", "Long")]
public sealed class LargeReportTests(ITestOutputHelper output) : IDisposable
{
    private const int Seeds = 20;

    private static readonly string[] Rhos = ["0.01", "0.02", "0.05", "0.1", "0.2"];

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Two_hundred_runs_are_one_page_of_less_than_ten_megabytes_in_half_a_minute()
    {
        // Two runs of a thousand digits; the others are copies with a label and a seed of their own.
        Assert.Equal(ExitCode.Success, _run.Invoke(
            "run", "--quiet", "--out", "made", "--set", "Study:Epochs=12", "--set",
            """Study:Optimizers=[{"Name":"1-sam"},{"Name":"j-sam"}]""",
            "--set", """Study:Dataset={"Name":"digits","Options":{"TestCount":797}}""", "--set",
            """Study:Noise={"Name":"symmetric","Options":{"Rate":0.4}}""").Exit);
        string[] ids =
        [
            .. from made in Directory.GetDirectories(_run.File("made", "small"))
               from rho in Rhos
               from seed in Enumerable.Range(1, Seeds)
               select Copy(made, rho, seed),
        ];
        var clock = Stopwatch.StartNew();

        var result = _run.Invoke("report", "small");

        output.WriteLine($"{ids.Length} runs: {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"It took {clock.Elapsed}.");
        var page = File.ReadAllText(_run.File("runs", "small", "report.html"));
        output.WriteLine($"{page.Length / 1e6:0.0} MB");
        Assert.InRange(new FileInfo(_run.File("runs", "small", "report.html")).Length, 1, 10_000_000);
        Assert.Equal(200, ids.Count(id => page.Contains($"<summary>{id}: ", StringComparison.Ordinal)));
        Assert.Contains("<figure id=\"sweep-1-final\">", page, StringComparison.Ordinal);
    }

    private string Copy(string made, string rho, int seed)
    {
        var (config, manifest) = (Json(made, "config.json"), Json(made, "manifest.json"));
        config["Label"] = $"{config["Label"]} Rho={rho}";
        config["Optimizer"]!["Options"]!["Rho"] = double.Parse(rho, CultureInfo.InvariantCulture);
        config["Seed"] = seed;
        var id = $"{config["Optimizer"]!["Name"]}_Rho_{rho}-s{seed}-0123456789";
        manifest["run"] = id;
        manifest["sweep"] = new JsonObject { ["Study:Optimizers:*:Options:Rho"] = config["Optimizer"]!["Options"]!["Rho"]!.DeepClone() };
        var folder = Directory.CreateDirectory(_run.File("runs", "small", id)).FullName;
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonText.Of(config));
        File.WriteAllText(Path.Combine(folder, "manifest.json"), JsonText.Of(manifest));
        foreach (var file in new[] { "metrics.csv", "examples.parquet" }) File.Copy(Path.Combine(made, file), Path.Combine(folder, file));
        return id;

        static JsonNode Json(string folder, string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, name)))!;
    }
}
