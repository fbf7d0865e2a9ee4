using SamHost.TestSupport;

namespace SamHost.Tests.Documentation;

/// <summary>The session of contracts/README.md, replayed outside the repository: from the packages alone to a study that resumes.</summary>
[Trait("Duration", "Long")]
public sealed class AuthorSessionTests(AuthorFeed feed) : IClassFixture<AuthorFeed>, IDisposable
{
    private const int MaxComponentLines = 60;

    private static readonly string[] Components = ["TruncatedLoss.cs", "Cutout.cs", "CosineRestarts.cs", "Lion.cs", "CalibrationError.cs"];

    private static readonly string[] Kinds =
    [
        "optimizer", "loss", "augmentation", "model", "dataset", "noise", "base-rule", "schedule", "gradient-rule", "metric",
        "suspect-score", "observer",
    ];

    private string Author { get; } = feed.NewAuthor();

    [Fact]
    public async Task Five_components_are_written_checked_and_used_and_their_study_resumes_bit_for_bit()
    {
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

    // Built at once and used as built, which takes half the time; the session above does as its page says.
    [Fact]
    public void Every_kind_of_the_template_builds_passes_its_test_and_is_loaded()
    {
        var names = Kinds.ToDictionary(kind => kind, kind => $"My{kind.Replace("-", "", StringComparison.Ordinal)}");
        foreach (var (kind, name) in names) Run("dotnet", "new", "samhost-plugin", "--kind", kind, "-n", name);
        Run("dotnet", "new", "sln", "-n", "Kinds", "--format", "sln");
        Run("dotnet", ["sln", "Kinds.sln", "add", .. Directory.GetFiles(Author, "*.csproj", SearchOption.AllDirectories)]);
        Run("dotnet", "build", "Kinds.sln");
        foreach (var name in names.Values)
        {
            Run(Built($"{name}.Tests", $"{name}.Tests"));
            Directory.CreateDirectory(Path.Combine(Author, "my-plugins"));
            Directory.Move(Built(name), Path.Combine(Author, "my-plugins", name));
        }

        var plugins = Samhost("plugins");
        Assert.All(names.Values, name => Assert.Contains($"{name} 1.0.0  Active", plugins));
    }

    public void Dispose() => Directory.Delete(Author, recursive: true);

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

    private string Built(string project, string file = "") => Path.Combine(Author, project, "bin", "Debug", "net10.0", file);

    private string Samhost(params string[] arguments)
    {
        var (exitCode, output) = HostProgram.Run(Author, arguments);
        Assert.True(exitCode == 0, output);
        return output;
    }

    private void Run(string program, params string[] arguments) => feed.Run(Author, program, arguments);
}
