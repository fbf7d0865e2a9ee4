using SamHost.TestSupport;

namespace SamHost.Tests.Documentation;

/// <summary>The tool as README says to make and install it, used in an empty folder.</summary>
[Trait("Duration", "Long")]
public sealed class ToolPackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-tool-").FullName;

    [Fact]
    public void The_tool_is_installed_from_its_package_and_trains()
    {
        var commands = Page.Readme.Commands();
        var pack = Assert.Single(commands, command => command.StartsWith("dotnet pack host/SamHost ", StringComparison.Ordinal));
        var install = Assert.Single(commands, command => command.StartsWith("dotnet tool install ", StringComparison.Ordinal));

        Run($"{pack.Replace("host/SamHost", Repository.Full("host/SamHost"))} --artifacts-path built {AuthorFeed.Unanalysed}");
        Run(install.Replace("--global", "--tool-path tools"));
        var packages = Directory.GetFiles(Path.Combine(_folder, "feed"), "samhost.*.nupkg");
        // NuGet's cache holds libtorch, which the build has fetched; so it is not in the package.
        var output = Run("tools/samhost run --set Study:Epochs=1 --set Study:Seeds=[1] --set Telemetry:Level=Off");

        Assert.True(new FileInfo(Assert.Single(packages)).Length < 60_000_000);
        Assert.Contains("Active", Run("tools/samhost plugins"), StringComparison.Ordinal);
        Assert.Contains("1-sam", output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder, "report.html", SearchOption.AllDirectories));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Run(string command)
    {
        var words = command.Replace("../feed", "feed", StringComparison.Ordinal).Split(' ');
        var (exitCode, output) = HostProgram.Start("env", _folder, words);
        Assert.True(exitCode == 0, $"{command}: {output}");
        return output;
    }
}
