using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

/// <summary><c>samhost report</c>, and the report at the end of a study.</summary>
public sealed partial class ReportCommandTests : IDisposable
{
    private const string Pictures = """
        {
          "Study": {
            "Name": "pictures", "Seeds": [1, 2], "Epochs": 2,
            "Dataset": { "Name": "digits", "Options": { "TestCount": 1500 } },
            "Noise": { "Name": "symmetric", "Options": { "Rate": 0.3 } },
            "Model": { "Name": "mlp", "Options": { "HiddenSizes": [16] } },
            "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }]
          },
          "Output": { "Report": true }
        }
        """;

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_study_ends_with_a_page_and_figures_that_need_nothing_else()
    {
        _run.Write("pictures.json", Pictures);

        var result = _run.Invoke("run", "pictures.json");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Contains("The report is runs/pictures/report.html.", result.Output, StringComparison.Ordinal);
        var page = File.ReadAllText(_run.File("runs", "pictures", "report.html"));
        // Not one address: pictures and scripts are within the page.
        var withoutScripts = Script().Replace(page, "");
        Assert.DoesNotMatch(@"(href|src)\s*=\s*""(?!data:)", withoutScripts);
        Assert.DoesNotContain("url(http", withoutScripts, StringComparison.Ordinal);
        Assert.Contains("data:image/png;base64,", page, StringComparison.Ordinal);
        var figures = Directory.GetFiles(_run.File("runs", "pictures", "figures")).Select(path => Path.GetFileName(path)).ToList();
        Assert.Equal(
            ["gradient-share", "norm-last-hidden", "norm-last-weight", "test-accuracy", "train-clean", "train-memorised", "train-recovered",
                "weight-1-sam-early-jacobian", "weight-1-sam-early-logit", "weight-1-sam-early-total"],
            figures.Where(file => file.EndsWith(".svg", StringComparison.Ordinal)).Select(file => file[..^4])
                .Order(StringComparer.Ordinal));
        Assert.Equal(figures.Count, 2 * figures.Count(file => file.EndsWith(".png", StringComparison.Ordinal)));
        Assert.Equal(10, Figure().Count(page));
        Assert.DoesNotMatch("aria-label=\"\"", page);
    }

    [Fact]
    public void The_settings_in_the_page_make_the_same_runs_again()
    {
        _run.Write("pictures.json", Pictures);
        _run.Invoke("run", "pictures.json", "--set", "Study:Optimizers:1:BaseRule:Name=adamw", "--set", "Study:EarlyStopping:Patience=5");
        var page = File.ReadAllText(_run.File("runs", "pictures", "report.html"));
        _run.Write("again.json", WebUtility.HtmlDecode(Settings().Match(page).Groups[1].Value));

        var again = _run.Invoke("run", "again.json", "--out", "again");

        Assert.Equal(ExitCode.Success, again.Exit);
        Assert.Equal(Runs("runs"), Runs("again"));
        Assert.Equal(4, Runs("again").Count);
        Assert.All(
            Runs("again"),
            run => Assert.Equal(
                File.ReadAllText(_run.File("runs", "pictures", run, "metrics.csv")),
                File.ReadAllText(_run.File("again", "pictures", run, "metrics.csv"))));
    }

    [Fact]
    public void The_settings_in_the_page_of_a_sweep_make_its_runs_again_a_document_a_point()
    {
        _run.Write("pictures.json", Pictures);
        _run.Invoke(
            "run", "pictures.json", "--set",
            """Study:Sweep={"Study:Noise:Options:Rate":[0.2,0.4],"Study:Optimizers:1:Options:Rho":[0.1,0.2]}""");
        var page = WebUtility.HtmlDecode(File.ReadAllText(_run.File("runs", "pictures", "report.html")));
        Assert.Equal(
            ["<details><summary>Settings of the study pictures, Study:Noise:Options:Rate=0.2<",
                "<details><summary>Settings of the study pictures, Study:Noise:Options:Rate=0.4<"],
            Regex.Matches(page, "<details[^<]*<summary>Settings[^<]*<").Select(match => match.Value));
        double[] rates = [
            .. Runs("runs")
                .Select(run =>
                    (double)JsonNode.Parse(
                        File.ReadAllText(_run.File("runs", "pictures", run, "manifest.json")))!["labelNoise"]!["realisedRate"]!)];
        Assert.Contains(
            FormattableString.Invariant(
                $"; {100 * rates.Min():0.0} % to {100 * rates.Max():0.0} % of the training labels are wrong (noise symmetric);"), page,
                StringComparison.Ordinal);
        foreach (Match document in Settings().Matches(page))
        {
            _run.Write("again.json", document.Groups[1].Value);
            Assert.Equal(ExitCode.Success, _run.Invoke("run", "again.json", "--out", "again").Exit);
        }

        Assert.Equal(12, Runs("runs").Count);
        Assert.Equal(Runs("runs"), Runs("again"));
        Assert.All(
            Runs("again"),
            run => Assert.Equal(
                File.ReadAllText(_run.File("runs", "pictures", run, "metrics.csv")),
                File.ReadAllText(_run.File("again", "pictures", run, "metrics.csv"))));
    }

    [Fact]
    public void The_table_has_means_and_paired_differences()
    {
        _run.Invoke(
            "run", "--set", "Study:Seeds=[1,2,3]", "--set",
            "Study:Optimizers=[{\"Name\":\"sgd\"},{\"Name\":\"1-sam\",\"Options\":{\"Rho\":5}}]");

        var result = _run.Invoke("report", "small");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        var cells = Row().Matches(WebUtility.HtmlDecode(File.ReadAllText(_run.File("runs", "small", "report.html"))))
            .Select(row => Tag().Replace(row.Value, " ").Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var (sgd, sam) = (Final("sgd"), Final("1-sam"));
        Assert.Equal(["sgd", "3"], cells.Single(row => row[0] == "sgd")[..2]);
        var text = string.Join(' ', cells.Single(row => row[0] == "1-sam"));
        Assert.Contains(
            FormattableString.Invariant($"{100 * sam.Average():0.0} ± {100 * Deviation(sam):0.0}"), text, StringComparison.Ordinal);
        double[] differences = [.. sam.Zip(sgd, (own, other) => own - other)];
        // Eight test examples: an accuracy is known to an eighth.
        var deviation = Math.Max(Deviation(differences), 1 / (8 * Math.Sqrt(6)));
        Assert.Contains(
            FormattableString.Invariant($"± {100 * 4.302653 * deviation / Math.Sqrt(3):0.0}"),
            text,
            StringComparison.Ordinal);

        double[] Final(string label) => [.. new[] { 1, 2, 3 }.Select(seed => (double)JsonNode.Parse(File.ReadAllText(
            Path.Combine(
                Directory.GetDirectories(_run.File("runs", "small"), $"{label}-s{seed}-*").Single(),
                "manifest.json")))!["result"]!["finalTestAccuracy"]!)];

        static double Deviation(double[] values) =>
            Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Length - 1));
    }

    [Fact]
    public void A_damaged_run_is_left_out_by_name_and_data_that_are_gone_cost_the_pictures_only()
    {
        _run.Write("data.csv", string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i % 7},{i % 2}\n")));
        var arguments = new[] { "run", "--set", "Study:Dataset={\"Name\":\"csv\",\"Options\":{\"Path\":\"data.csv\"}}", "--set",
            "Study:Optimizers:0:Name=1-sam", "--set", "Study:Seeds=[1,2]" };
        Assert.Equal(ExitCode.Success, _run.Invoke(arguments).Exit);
        File.Delete(_run.File("data.csv"));
        File.WriteAllText(Path.Combine(Directory.GetDirectories(_run.File("runs", "small"))[0], "metrics.csv"), "");

        var result = _run.Invoke("report", "small");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Contains("Left out:", result.Output, StringComparison.Ordinal);
        var page = File.ReadAllText(_run.File("runs", "small", "report.html"));
        Assert.Contains("metrics.csv does not begin with", page, StringComparison.Ordinal);
        Assert.Contains("There are no pictures. The data of", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_whose_last_step_led_astray_have_a_report_of_what_is_finite()
    {
        _run.Write("pictures.json", Pictures);

        var result = _run.Invoke(
            "run", "pictures.json", "--set", "Study:Epochs=1", "--set", "Study:BatchSize=100000", "--set",
            "Study:BaseRule:Options:LearningRate=1e30");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.All(
            Runs("runs"),
            run => Assert.Contains("NaN", File.ReadAllText(_run.File("runs", "pictures", run, "metrics.csv")), StringComparison.Ordinal));
        Assert.Contains("The report is runs/pictures/report.html.", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(">NaN", File.ReadAllText(_run.File("runs", "pictures", "report.html")), StringComparison.Ordinal);
        Assert.True(File.Exists(_run.File("runs", "pictures", "figures", "test-accuracy.svg")));
    }

    [Fact]
    public void Of_several_studies_the_folder_must_be_said()
    {
        _run.Invoke("run");
        _run.Invoke("run", "--set", "Study:Name=other");

        Assert.Contains("--out DIR", _run.Invoke("report", "small", "other").Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, _run.Invoke("report", "small", "other", "--out", "both").Exit);
        Assert.Contains("other/sgd", File.ReadAllText(_run.File("both", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_that_a_report_has_no_more_are_deleted_and_nothing_else_is()
    {
        _run.Write("pictures.json", Pictures);
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "pictures.json").Exit);
        Assert.Equal(ExitCode.Success, _run.Invoke("suspects", "pictures").Exit);
        var figures = _run.File("runs", "pictures", "figures");
        Assert.True(File.Exists(Path.Combine(figures, "weight-1-sam-early-total.png")));
        foreach (var stranger in new[] { "mine.svg", "weight-1-sam-early-total.txt", "test-accuracy-2.png" })
            File.WriteAllText(Path.Combine(figures, stranger), "");
        string[] before = [.. Directory.GetFiles(figures)];
        foreach (var run in Runs("runs").Where(name => name.StartsWith("1-sam", StringComparison.Ordinal)))
            Directory.Delete(_run.File("runs", "pictures", run), recursive: true);

        Assert.Equal(ExitCode.Success, _run.Invoke("report", "pictures").Exit);

        Assert.Equal(
            ["weight-1-sam-early-jacobian.png", "weight-1-sam-early-jacobian.svg", "weight-1-sam-early-logit.png",
                "weight-1-sam-early-logit.svg", "weight-1-sam-early-total.png", "weight-1-sam-early-total.svg"],
            before.Except(Directory.GetFiles(figures)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private List<string> Runs(string directory) =>
        [.. Directory.GetDirectories(_run.File(directory, "pictures")).Select(path => Path.GetFileName(path))
            .Where(name => name != "figures").Order(StringComparer.Ordinal)];

    [GeneratedRegex("<figure id=\"[^\"]+\">\n<b class=\"title\">")]
    private static partial Regex Figure();

    [GeneratedRegex("<script[^>]*>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("Settings of the study [^<]*</summary><pre>(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Settings();

    [GeneratedRegex("<tr>.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
