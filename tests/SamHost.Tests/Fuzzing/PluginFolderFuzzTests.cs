using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Plugins.Loading;
using SamHost.TestSupport;

namespace SamHost.Tests.Fuzzing;

/// <summary>
/// Folders of plugins with damaged files, in the real program: a damaged library is code that may run, and must not end the test's own
/// process. Whatever a folder holds, the program names a status for it and goes on.
/// </summary>
[Trait("Duration", "Long")]
public class PluginFolderFuzzTests
{
    private const int FoldersOfAProcess = 100;

    // The memory that a process with a hundred plugins may have: beyond, the runtime ends it.
    private static readonly Dictionary<string, string> Limits = new() { ["DOTNET_GCHeapHardLimit"] = $"{512 << 20:x}" };

    [Fact]
    public async Task A_damaged_plugin_is_loaded_or_refused()
    {
        var count = TestScale.Of(FoldersOfAProcess, 10_000);
        var statuses = new Dictionary<string, int>();
        for (var first = 0; first < count; first += FoldersOfAProcess)
        {
            using var folder = new PluginFolder();
            for (var number = first; number < first + FoldersOfAProcess; number++)
                AddDamaged(folder, $"P{number:00000}", new Random(number));
            using var process =
                SamHostProcess.StartWith(Limits, folder.Path, "plugins", "--json", "--set", $"Plugins:Directories={folder.Path}");
            var ending = process.EndAsync();

            var inputs = $"Inputs {first} to {first + FoldersOfAProcess - 1}";
            Assert.True(
                await Task.WhenAny(ending, Task.Delay(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)) == ending,
                $"{inputs} take longer than two minutes.");
            var result = await ending;
            Assert.True((result.Exit, result.Errors) == (ExitCode.Success, ""), $"{inputs}: exit code {result.Exit}: {result.Errors}");
            var plugins = JsonNode.Parse(result.Output)!.AsArray();
            Assert.Equal(FoldersOfAProcess, plugins.Count);
            foreach (var plugin in plugins)
                statuses[(string)plugin!["status"]!] = statuses.GetValueOrDefault((string)plugin["status"]!) + 1;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Join(", ", statuses.OrderByDescending(status => status.Value).Select(status => $"{status.Key} {status.Value}")));
        Assert.Subset(Enum.GetNames<PluginStatus>().ToHashSet(), statuses.Keys.ToHashSet());
        Assert.True(statuses.Count >= 4, string.Join(", ", statuses.Keys));
    }

    private static void AddDamaged(PluginFolder folder, string name, Random random)
    {
        folder.Add(random.Next(2) == 0 ? "LikesRed" : "LateSam", name);
        var files = Directory.GetFiles(folder.File(name)).Order(StringComparer.Ordinal).ToArray();
        for (var changes = random.Next(1, 3); changes > 0; changes--)
        {
            var file = files[random.Next(files.Length)];
            if (File.Exists(file) && random.Next(20) == 0) File.Delete(file);
            else File.WriteAllBytes(file, Damage.To(File.Exists(file) ? File.ReadAllBytes(file) : [], random));
        }
    }
}
