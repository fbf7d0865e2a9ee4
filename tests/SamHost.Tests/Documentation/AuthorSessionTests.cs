using SamHost.TestSupport;

namespace SamHost.Tests.Documentation;

/// <summary>The session of contracts/README.md, replayed outside the repository: from the packages alone to a study that resumes.</summary>
[Trait("Duration", "Long")]
public sealed class AuthorSessionTests : IDisposable
{
    private const int MaxComponentLines = 60;

    private static readonly string[] Components = ["TruncatedLoss.cs", "Cutout.cs", "CosineRestarts.cs", "Lion.cs", "CalibrationError.cs"];

    private static readonly string[] Kinds =
    [
        "optimizer", "loss", "augmentation", "model", "dataset", "noise", "base-rule", "schedule", "metric", "suspect-score", "observer",
    ];

    private readonly string _root = Directory.CreateTempSubdirectory("samhost-author-").FullName;

    private string Author => Path.Combine(_root, "author");

    [Fact]
    public async Task Five_components_are_written_checked_and_used_and_their_study_resumes_bit_for_bit()
    {
        PackAndInstall();
        Run("dotnet", "new", "samhost-plugin", "--kind", "loss", "-n", "Afternoon");
        File.Delete(Path.Combine(Author, "Afternoon", "AfternoonLoss.cs"));
        foreach (var file in Components.Append("AfternoonPlugin.cs"))
        {
            var text = Page.Plugins.File(file);
            Assert.True(text.Split('\n').Length <= MaxComponentLines, file);
            File.WriteAllText(Path.Combine(Author, "Afternoon", file), text);
        }

        var test = File.ReadAllText(Path.Combine(Author, "Afternoon.Tests", "AfternoonTests.cs"));
        Assert.Equal(Page.Plugins.File("AfternoonTests.cs"), test);
        Run("dotnet", "run", "--project", "Afternoon.Tests");
        Run("dotnet", "publish", "Afternoon", "-o", "my-plugins/Afternoon");
        File.WriteAllText(Path.Combine(Author, "afternoon.json"), Page.Plugins.File("afternoon.json"));

        Assert.Contains("Nothing is wrong", Samhost("check", "afternoon.json"), StringComparison.Ordinal);
        var schema = Samhost("schema");
        Assert.All(
            new[] { "truncated-gce", "cutout", "cosine-restarts", "lion", "calibration-error" },
            component => Assert.Contains($"\"{component}\"", schema, StringComparison.Ordinal));
        string[] study = ["afternoon.json", "--set", "Study:Epochs=40", "--set", "Telemetry:Level=Off"];
        Samhost(["run", .. study, "--out", "whole"]);
        await Interrupt([.. study, "--out", "resumed"]);
        var resumed = Samhost(["run", .. study, "--out", "resumed"]);
        Assert.Contains("goes on after", resumed, StringComparison.Ordinal);

        foreach (var whole in Directory.GetDirectories(Path.Combine(Author, "whole", "afternoon"), "*-s1-*"))
        {
            var other = Path.Combine(Author, "resumed", "afternoon", Path.GetFileName(whole));
            var metrics = File.ReadAllText(Path.Combine(whole, "metrics.csv"));
            Assert.Equal(metrics, File.ReadAllText(Path.Combine(other, "metrics.csv")));
            Assert.EndsWith(",calibration_error", metrics.Split('\n')[0], StringComparison.Ordinal);
        }

        var report = File.ReadAllText(Path.Combine(Author, "whole", "afternoon", "report.html"));
        Assert.Contains("Calibration error", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_the_template_builds_passes_its_test_and_is_loaded()
    {
        PackAndInstall();
        foreach (var kind in Kinds)
        {
            var name = $"My{kind.Replace("-", "", StringComparison.Ordinal)}";
            Run("dotnet", "new", "samhost-plugin", "--kind", kind, "-n", name);
            Run("dotnet", "run", "--project", $"{name}.Tests");
            Run("dotnet", "publish", name, "-o", $"my-plugins/{name}");
        }

        var plugins = Samhost("plugins");
        Assert.All(Kinds, kind => Assert.Contains($"My{kind.Replace("-", "", StringComparison.Ordinal)} 1.0.0  Active", plugins));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private async Task Interrupt(string[] study)
    {
        using var process = SamHostProcess.Start(Author, ["run", .. study]);
        var resumed = Path.Combine(Author, "resumed", "afternoon");
        // In the midst of the first run.
        while (process.IsRunning
            && !(Directory.Exists(resumed) && Directory.GetFiles(resumed, "metrics.csv", SearchOption.AllDirectories)
                .Any(file => File.ReadAllLines(file).Length > 4)))
            await Task.Delay(20);
        Assert.True(process.IsRunning, "The study ended before it could be interrupted.");
        process.PressCtrlC();
        await process.EndAsync();
    }

    private void PackAndInstall()
    {
        Directory.CreateDirectory(Author);
        foreach (var project in new[] { "SamHost.Contracts", "SamHost.Testing", "SamHost.Templates" })
            Run("dotnet", "pack", Repository.Full($"contracts/{project}"), "-o", "../feed", "--artifacts-path", "../built");
        File.WriteAllText(Path.Combine(Author, "nuget.config"), Page.Plugins.File("nuget.config"));
        Run("dotnet", "new", "install", "../feed/SamHost.Templates.0.1.0.nupkg");
    }

    private string Samhost(params string[] arguments)
    {
        var (exitCode, output) = HostProgram.Run(Author, arguments);
        Assert.True(exitCode == 0, output);
        return output;
    }

    /// <summary>With a cache of packages and templates of its own: those of the user may hold the same versions.</summary>
    private void Run(string program, params string[] arguments)
    {
        var packages = Path.Combine(_root, "packages");
        var (exitCode, output) = HostProgram.Start(
            "env", Author, [$"NUGET_PACKAGES={packages}", $"DOTNET_CLI_HOME={_root}", program, .. arguments]);
        Assert.True(exitCode == 0, output);
    }
}
