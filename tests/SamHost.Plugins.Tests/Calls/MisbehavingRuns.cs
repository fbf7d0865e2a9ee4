using System.Text.Json.Nodes;
using SamHost.Runs;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Calls;

/// <summary>Runs of the real program with the plugin Misbehaving beside the shipped ones.</summary>
public abstract class MisbehavingRuns : IDisposable
{
    private protected CommandRun Run { get; } = new();

    private protected PluginFolder Plugins { get; } = new("Misbehaving");

    public void Dispose()
    {
        Run.Dispose();
        Plugins.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static string Optimizers(params IEnumerable<string> names) =>
        $"Study:Optimizers=[{string.Join(",", names.Select(name => $$"""{"Name":"{{name}}"}"""))}]";

    private protected Task<CommandResult> SweepAsync(string path, params string[] names)
    {
        Run.Write(
            "sweep.json",
            $$"""
            { "Study": { "Sweep": { "{{path}}": [{{string.Join(", ", names.Select(name => $$"""{ "Name": "{{name}}" }"""))}}] } } }
            """);
        return RunAsync("sweep.json");
    }

    private protected Task<CommandResult> RunAsync(params string[] arguments) =>
        SamHostProcess.RunAsync(Run.Folder, ["run", .. arguments, .. Plugins.BesideShipped]);

    /// <summary>What the manifest of the one run whose id begins so says of its end.</summary>
    protected (string? Status, string? Reason) EndOf(string id)
    {
        var folder = Assert.Single(
            Directory.GetDirectories(Run.File("runs", "small")),
            folder => !RunFolder.IsPrevious(folder) && Path.GetFileName(folder).StartsWith(id, StringComparison.Ordinal));
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!;
        return ((string?)manifest["status"], (string?)manifest["reason"]);
    }
}
