using SamHost.TestSupport;

namespace SamHost.Tests.Documentation;

/// <summary>The plugin that contracts/README.md shows is one that is built and runs.</summary>
[Trait("Duration", "Long")]
public class PluginExampleTests
{
    private const string Example = "tests/TestPlugins/LateSam";

    private static readonly string[] Sources = ["LateSam.cs", "LateSamOptions.cs", "LateSamPlugin.cs"];

    public static TheoryData<string> SourceFiles => [.. Sources];

    [Theory]
    [MemberData(nameof(SourceFiles))]
    public void A_shown_file_is_the_tested_one(string file) =>
        Assert.Equal(Repository.Read($"{Example}/{file}").ReplaceLineEndings("\n"), Page.Plugins.File(file));

    [Fact]
    public void Every_file_is_shown() =>
        Assert.Equal(Sources, Directory.GetFiles(Repository.Full(Example), "*.cs").Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void Built_outside_the_repository_it_runs_beside_the_shipped_optimizers()
    {
        var folder = Directory.CreateTempSubdirectory("samhost-stranger-").FullName;
        try
        {
            var project = Directory.CreateDirectory(Path.Combine(folder, "LateSam")).FullName;
            foreach (var file in Sources) File.WriteAllText(Path.Combine(project, file), Page.Plugins.File(file));
            File.WriteAllText(
                Path.Combine(project, "LateSam.csproj"),
                Page.Plugins.File("LateSam.csproj").Replace("../SamHost/", Repository.Root + "/", StringComparison.Ordinal));

            Git("init", "--quiet");
            Git("remote", "add", "origin", "https://github.com/stranger/late-sam");
            var first = Publish();
            Assert.Equal(first, Publish());

            var ran = HostProgram.Run(
                folder, "--set", "Study:Epochs=2", "--set", "Study:Seeds=[1]", "--set",
                """Study:Optimizers=[{"Name":"sgd"},{"Name":"late-sam","Options":{"FromEpoch":2}}]""");
            Assert.True(ran.ExitCode == 0, ran.Output);
            var study = Path.Combine(folder, "runs", "digits");
            var (sgd, lateSam) = (Metrics(study, "sgd"), Metrics(study, "late-sam"));
            Assert.Equal(3, lateSam.Length);
            Assert.Equal(sgd[1], lateSam[1]); // The first epoch is SGD's,
            Assert.NotEqual(sgd[2], lateSam[2]); // the second one perturbs.
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        // As of a commit: a complete run is made again when the plugin's file changes.
        byte[] Publish()
        {
            Git("-c", "user.name=stranger", "-c", "user.email=stranger@example.org", "commit", "--quiet", "--allow-empty", "--message",
                "A commit.");
            var built = HostProgram.Start("dotnet", folder, "publish", "LateSam", "-o", "my-plugins/LateSam");
            Assert.True(built.ExitCode == 0, built.Output);
            return File.ReadAllBytes(Path.Combine(folder, "my-plugins", "LateSam", "LateSam.dll"));
        }

        void Git(params string[] arguments)
        {
            var (exitCode, output) = HostProgram.Start("git", folder, arguments);
            Assert.True(exitCode == 0, output);
        }
    }

    [Fact]
    public void Built_against_the_package_alone_it_carries_nothing_of_the_hosts_and_runs()
    {
        var folder = Directory.CreateTempSubdirectory("samhost-package-").FullName;
        try
        {
            Run(
                "dotnet", "pack", Repository.Full("contracts/SamHost.Contracts"), "-o", "feed", "--artifacts-path", "built",
                AuthorFeed.Unanalysed);
            File.WriteAllText(
                Path.Combine(folder, "nuget.config"),
                """<configuration><packageSources><add key="samhost" value="feed" /></packageSources></configuration>""");
            var project = Directory.CreateDirectory(Path.Combine(folder, "LateSam")).FullName;
            foreach (var file in Sources) File.WriteAllText(Path.Combine(project, file), Page.Plugins.File(file));
            File.WriteAllText(Path.Combine(project, "LateSam.csproj"), new Page("contracts/SamHost.Contracts/README.md").First("xml"));

            // Its own cache of packages: one with the same version may be in the user's.
            Run("dotnet", "publish", "LateSam", "-o", "my-plugins/LateSam", $"-p:RestorePackagesPath={Path.Combine(folder, "packages")}");

            var files = Directory.GetFiles(Path.Combine(folder, "my-plugins", "LateSam")).Select(Path.GetFileName);
            Assert.Equal(
                ["LateSam.deps.json", "LateSam.dll", "LateSam.pdb", "LateSam.runtimeconfig.json"], files.Order(StringComparer.Ordinal));
            var (exitCode, output) = HostProgram.Run(folder, "plugins");
            Assert.True(exitCode == 0, output);
            Assert.Matches(@"late-sam", output);
            Assert.DoesNotContain("is not active", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Run(string program, params string[] arguments)
        {
            var (exitCode, output) = HostProgram.Start(program, folder, arguments);
            Assert.True(exitCode == 0, output);
        }
    }

    private static string[] Metrics(string study, string label) =>
        File.ReadAllLines(Path.Combine(Assert.Single(Directory.GetDirectories(study, label + "-s1-*")), "metrics.csv"));
}
