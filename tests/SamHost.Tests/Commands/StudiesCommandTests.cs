using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Studies.Plans;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

public sealed class StudiesCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void It_lists_every_study_with_what_it_shows_its_time_and_its_data()
    {
        var result = _run.Invoke("studies");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Contains("digits  1 minute on one core; data: digits\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("SGD memorises the wrong labels", result.Output, StringComparison.Ordinal);
        Assert.All(ShippedStudy.Names, name => Assert.Contains($"\n{name}  ", "\n" + result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void As_json_it_names_the_files()
    {
        var studies = JsonNode.Parse(_run.Invoke("studies", "--json").Output)!.AsArray();

        Assert.Equal(ShippedStudy.Names, studies.Select(study => (string)study!["name"]!));
        Assert.All(studies, study => Assert.True(File.Exists((string)study!["file"]!)));
    }

    [Fact]
    public void A_study_is_checked_by_its_name()
    {
        var result = _run.Invoke("check", "--study", "noise-rates");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Contains("4 optimizers x 3 seeds x 7 points of a sweep = 84 runs of 60 epochs", result.Output, StringComparison.Ordinal);
    }
}
