using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

/// <summary><c>samhost suspects</c>. How well the scores rank on real data: <c>DigitsStudyTests</c>.</summary>
[Trait("Duration", "Long")]
public sealed class SuspectsCommandTests : IDisposable
{
    private const string Study = """
        {
          "Study": {
            "Epochs": 3,
            "Dataset": { "Name": "digits", "Options": { "TestCount": 1500 } },
            "Noise": { "Name": "symmetric", "Options": { "Rate": 0.3 } },
            "Model": { "Name": "mlp", "Options": { "HiddenSizes": [16] } },
            "Optimizers": [{ "Name": "1-sam", "Label": "one, \"quoted\"" }]
          }
        }
        """;

    private readonly CommandRun _run = new();

    public SuspectsCommandTests() => _run.Write("study.json", Study);

    public void Dispose() => _run.Dispose();

    [Fact]
    public void The_file_ranks_every_training_example_and_the_table_measures_the_ranking()
    {
        _run.Invoke("run", "study.json");

        var result = _run.Invoke("suspects", "small");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        var lines = File.ReadAllLines(_run.File("runs", "small", "suspects.csv"));
        Assert.Equal(
            "optimizer,seeds,rank,id,given_label,true_label,is_flipped,seed_count,proposed_label,proposed_confidence,is_suspect,"
                + "mean_loss,area_under_margin,last_loss,logit_weight,"
                + "sam_weight",
            lines[0]);
        Assert.Equal(298, lines.Length);
        Assert.All(lines.Skip(1), line => Assert.StartsWith("\"one, \"\"quoted\"\"\",1,", line, StringComparison.Ordinal));
        // The label has a comma of its own.
        var rows = lines.Skip(1).Select(line => line.Split(',')[1..]).ToList();
        Assert.Equal(Enumerable.Range(1, 297), rows.Select(row => int.Parse(row[2], CultureInfo.InvariantCulture)));
        // The rows of the data set of which 1,500 were set aside for testing.
        Assert.Equal(297, rows.Select(row => row[3]).Distinct().Count());
        Assert.All(rows, row => Assert.InRange(int.Parse(row[3], CultureInfo.InvariantCulture), 0, 1796));
        Assert.All(rows, row => Assert.Equal("1", row[7]));
        double[] scores = [.. rows.Select(Score)];
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.All(rows, row => Assert.Equal(row[4] != row[5], row[6] == "true"));
        // By definition, from the file: the share of pairs in the right order.
        var (wrong, right) =
            (rows.Where(row => row[6] == "true").Select(Score).ToList(), rows.Where(row => row[6] == "false").Select(Score).ToList());
        var auroc = wrong.Average(high => right.Average(low => high > low ? 1 : high < low ? 0 : 0.5));
        Assert.Contains(FormattableString.Invariant($"AUROC of {auroc:0.000} under one"), result.Output, StringComparison.Ordinal);
        Assert.Contains("precision at k", result.Output, StringComparison.Ordinal);

        static double Score(string[] row) => double.Parse(row[11], CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Seeds_that_share_data_and_labels_make_one_ranking()
    {
        // The csv has a test file and the noise comes from a file: nothing but the weights and the order are the seed's.
        _run.Write("data.csv", string.Concat(Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"{i},{i % 7},{i % 2}\n"))));
        _run.Write(
            "labels.txt",
            string.Concat(Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"{(i < 4 ? 1 - (i % 2) : i % 2)}\n"))));
        string[] settings = [
            "--set", "Study:Dataset={\"Name\":\"csv\",\"Options\":{\"Path\":\"data.csv\",\"TestPath\":\"data.csv\"}}", "--set",
            "Study:Noise={\"Name\":\"from-file\",\"Options\":{\"Path\":\"labels.txt\"}}", "--set", "Study:Seeds=[1,2]", "--set",
            "Study:Epochs=2"];
        Assert.Equal(ExitCode.Success, _run.Invoke(["run", .. settings]).Exit);

        Assert.Equal(ExitCode.Success, _run.Invoke("suspects", "small").Exit);
        var both = Rows();
        Assert.Equal(40, both.Count);
        Assert.All(both.Values, row => Assert.Equal(("1+2", "2"), (row[1], row[7])));
        var means = new[] { 1, 2 }.Select(seed =>
        {
            _run.Invoke(
                "suspects", Directory.GetDirectories(_run.File("runs", "small"), $"sgd-s{seed}-*").Single(), "--out",
                _run.File("runs", "small"));
            return Rows();
        }).ToList();

        Assert.All(
            both, row =>
                Assert.Equal(
                    means.Average(seed => double.Parse(seed[row.Key][11], CultureInfo.InvariantCulture)),
                    double.Parse(row.Value[11], CultureInfo.InvariantCulture), 1e-9));

        Dictionary<string, string[]> Rows() =>
            File.ReadAllLines(_run.File("runs", "small", "suspects.csv")).Skip(1).Select(line => line.Split(','))
                .ToDictionary(row => row[3]);
    }

    [Fact]
    public void Of_many_configurations_a_page_shows_some_says_so_and_gives_each_its_own_labels()
    {
        // One data set, and as many noises as rates.
        var made = _run.Invoke(
            "run", "study.json", "--set", "Study:Epochs=1", "--set", """Study:Optimizers=[{"Name":"sgd"}]""", "--set",
            """Study:Sweep={"Study:Noise:Options:Rate":[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8]}""");
        Assert.True(made.Exit == ExitCode.Success, made.Output);

        Assert.Equal(ExitCode.Success, _run.Invoke("suspects", "small", "--top=297").Exit);

        var page = WebUtility.HtmlDecode(File.ReadAllText(_run.File("runs", "small", "suspects.html")));
        Assert.Contains(
            "Figures and examples are those of the first 7 of 8 configurations; all rankings are in suspects.csv.", page,
            StringComparison.Ordinal);
        Assert.Equal(7, Regex.Count(page, "<figure "));
        var shown = page.Split("<h3>")[1..].SelectMany(section => Regex.Matches(section, @"alt=""Example (\d+): given (\d), true (\d)""")
            .Select(match => $"{section[..section.IndexOf(',')]},{match.Groups[1]},{match.Groups[2]},{match.Groups[3]}")).ToList();
        var ranked = File.ReadAllLines(_run.File("runs", "small", "suspects.csv")).Skip(1).Select(line => line.Split(','))
            .Select(row => $"{row[0]},{row[3]},{row[4]},{row[5]}").ToList();
        Assert.Equal((7 * 297, 8 * 297), (shown.Count, ranked.Count));
        Assert.Equal(ranked[..shown.Count], shown);
    }

    [Fact]
    public void A_seed_without_the_score_is_left_out_by_name_and_the_others_are_ranked()
    {
        string[] settings = ["--set", "Study:Optimizers:0:Name=1-sam", "--set", "Study:Epochs=2"];
        _run.Invoke(["run", .. settings, "--set", "Study:Seeds=[1]", "--set", "Study:RecordWeightsAt=[2]"]);
        _run.Invoke(["run", .. settings, "--set", "Study:Seeds=[2]", "--set", "Study:RecordWeightsAt=[]"]);

        var result = _run.Invoke("suspects", "small", "--score", "sam-weight");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Matches("Left out: .*1-sam-s2-.* did not record what the score 'sam-weight' needs.", result.Output);
        Assert.Equal(
            ["1"], File.ReadAllLines(_run.File("runs", "small", "suspects.csv")).Skip(1).Select(line => line.Split(',')[1]).Distinct());
    }

    [Fact]
    public void Without_known_noise_it_ranks_and_says_what_it_cannot_know()
    {
        _run.Invoke("run", "study.json", "--set", "Study:Noise:Name=none");

        var result = _run.Invoke("suspects", "small");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Contains("No label of these data is known to be wrong", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("AUROC |", result.Output, StringComparison.Ordinal);
        Assert.Equal(
            ",,", string.Concat(
                File.ReadAllLines(_run.File("runs", "small", "suspects.csv"))[1].Split(',')[6..8].Select(cell => "," + cell)));
    }

    [Fact]
    public void Runs_with_and_without_known_noise_are_ranked_and_those_with_it_measured()
    {
        _run.Invoke("run", "study.json", "--set", "Study:Noise:Name=none");
        _run.Invoke("run", "study.json", "--set", "Study:Name=noisy");

        var result = _run.Invoke("suspects", "small", "noisy", "--out", "both");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Matches(@"\| noisy/one, ""quoted"" +\| mean-loss", result.Output);
        Assert.DoesNotContain("| small/", result.Output, StringComparison.Ordinal);
        Assert.Equal(1 + (2 * 297), File.ReadAllLines(_run.File("both", "suspects.csv")).Length);
    }

    [Theory]
    [InlineData("--score=mean-los", "did you mean mean-loss?")]
    [InlineData("--epochs=0", "give 1 or more")]
    [InlineData("--top=0", "give 1 or more")]
    public void A_mistake_is_one_line(string option, string message)
    {
        _run.Invoke("run");

        var result = _run.Invoke("suspects", "small", option);

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Contains(message, result.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_that_recorded_nothing_is_told_so()
    {
        _run.Invoke("run", "--set", "Study:RecordExamplesAt=[]");

        Assert.Contains("No run recorded its examples", _run.Invoke("suspects", "small").Errors, StringComparison.Ordinal);
        _run.Invoke("run");
        Assert.Contains(
            "what the score 'sam-weight' needs", _run.Invoke("suspects", "small", "--score", "sam-weight").Errors,
            StringComparison.Ordinal);
    }
}
