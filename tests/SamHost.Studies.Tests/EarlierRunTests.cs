using System.Text.Json.Nodes;
using SamHost.Runs;
using SamHost.TestSupport;

namespace SamHost.Studies.Tests;

/// <summary>Which runs are complete, and are not made again.</summary>
public class EarlierRunTests
{
    private const string Three = """
        { "Study": { "EarlyStopping": { "ValidationFraction": 0.2 }, "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" },
          { "Name": "n-sam" }] } }
        """;

    [Fact]
    public void Complete_runs_are_skipped_and_have_the_results_that_they_had()
    {
        using var study = new SmallStudy(Three);
        var first = study.Run();
        var times = Directory.GetFiles(study.Folder, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.GetLastWriteTimeUtc);

        var second = study.Run();

        Assert.Equal((0, 3), (first.AlreadyComplete, second.AlreadyComplete));
        Assert.Equal(first.Outcomes, second.Outcomes);
        Assert.Empty(study.Notes);
        Assert.Equal(
            times, Directory.GetFiles(study.Folder, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.GetLastWriteTimeUtc));
    }

    [Fact]
    public void Runs_that_were_cancelled_or_never_begun_are_made()
    {
        using var study = new SmallStudy(Three);
        using var source = new CancellationTokenSource();
        study.Observe = (label, _) => new Diary("a", [], line =>
        {
            if (label == "1-sam" && line == "EpochStarting 2") source.Cancel();
        });
        Assert.Single(study.RunUntil(source.Token).Outcomes);

        study.Observe = (_, _) => new Diary("a", []);
        var result = study.Run();

        Assert.Equal((false, 1), (result.Cancelled, result.AlreadyComplete));
        Assert.Equal(["sgd", "1-sam", "n-sam"], result.Outcomes.Select(outcome => outcome.Label));
        Assert.All(result.Outcomes, outcome => Assert.NotNull(outcome.Result));
    }

    [Theory]
    [InlineData("manifest.json", "\"completed\"", "\"running\"")]
    [InlineData("manifest.json", "\"completed\"", "\"failed\"")]
    [InlineData("manifest.json", "\"sha256\": \"", "\"sha256\": \"0")]
    [InlineData("manifest.json", "\"finalTestAccuracy\"", "\"other\"")]
    [InlineData("manifest.json", "{", "")]
    [InlineData("config.json", "\"Epochs\": 2", "\"Epochs\": 3")]
    public void A_run_whose_files_say_anything_else_is_made_again(string file, string what, string other)
    {
        using var study = new SmallStudy();
        var path = Path.Combine(study.RunToTheEnd().Single().Folder, file);
        var text = File.ReadAllText(path);
        Assert.Contains(what, text, StringComparison.Ordinal);
        // The first SHA-256 is a plugin's.
        var at = text.IndexOf(what, StringComparison.Ordinal);
        File.WriteAllText(path, text[..at] + other + text[(at + what.Length)..]);

        Assert.Equal(0, study.Run().AlreadyComplete);
        Assert.Equal(1, study.Run().AlreadyComplete);
    }

    [Fact]
    public void A_result_reads_back_as_it_was_written_and_a_loss_that_is_not_finite_as_none()
    {
        using var study = new SmallStudy(Three);
        var result = study.RunToTheEnd()[0].Result!;

        Assert.Equal(result, RunResultJson.Read(Copy(RunResultJson.Write(result)), result.StopReason));
        var diverged = result with { Final = result.Final with { TestLoss = double.PositiveInfinity } };
        Assert.True(double.IsNaN(RunResultJson.Read(Copy(RunResultJson.Write(diverged)), null).Final.TestLoss));

        static JsonObject Copy(JsonObject json) => JsonNode.Parse(json.ToJsonString())!.AsObject();
    }
}
