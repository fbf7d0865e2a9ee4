using System.Diagnostics;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.TestSupport;
using SamHost.Tests.Documentation;

namespace SamHost.Tests.Commands;

/// <summary>
/// The schema as editors take it: held by ajv in strict mode and by the language service of VS Code, both from npm, for every file of
/// settings that is shipped or stands on a page.
/// </summary>
[Trait("Duration", "Long")]
public sealed class SchemaInEditorsTests : IDisposable
{
    private static readonly string[] Packages = ["ajv@8.20.0", "vscode-json-languageservice@5.7.2"];

    // Each has a mistake that an editor can see.
    private static readonly string[] Wrong =
    [
        """{ "Study": { "Epoch": 5 } }""",
        """{ "Study": { "Epochs": "ten" } }""",
        """{ "Study": { "Optimizers": [{ "Name": "sdg" }] } }""",
        """{ "Study": { "Optimizers": [{ "Options": { "Rho": 0.1 } }] } }""",
        """{ "Study": { "Optimizers": [{ "Name": "1-sam", "Options": { "Roh": 0.1 } }] } }""",
        """{ "Study": { "Noise": { "Name": "symmetric", "Options": { "Rate": 2 } } } }""",
        """{ "Optimizers": [] }""",
    ];

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Right_files_have_no_mark_and_wrong_ones_have_one()
    {
        var tools = await InstallAsync();
        _run.Write("schema.json", _run.Invoke("schema").Output);
        string[] right =
        [
            Repository.Full("appsettings.json"),
            .. Directory.GetFiles(Repository.Full("host/SamHost/studies"), "*.json"),
            // Those about plugins use one that the reader writes.
            .. Page.All.Where(page => page.Path != Page.Plugins.Path).SelectMany(page => page.Blocks("json"))
                .Where(block => block.Contains("\"Study\":", StringComparison.Ordinal))
                .Select((block, place) => Written($"page-{place}.json", block)),
            Written("empty.json", "{}"),
        ];
        string[] wrong = [.. Wrong.Select((text, place) => Written($"wrong-{place}.json", text))];

        var script = Repository.Full("tests/SamHost.Tests/Commands/Schema/check.mjs");
        var answers = (await RunAsync("node", tools, [script, _run.File("schema.json"), .. right, .. wrong]))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Equal(right.Length + wrong.Length, answers.Count);
        Assert.All(answers.Take(right.Length), answer => Assert.Equal("""{"ajv":[],"editor":[]}""", Marks(answer)));
        Assert.All(answers.Skip(right.Length), answer => Assert.DoesNotContain("[]", Marks(answer), StringComparison.Ordinal));
    }

    [Fact]
    public void A_kind_that_no_plugin_has_is_no_empty_list()
    {
        // An enum and an allOf need an element.
        _run.Write("appsettings.json", """{ "Plugins": { "Disabled": ["Metric.Classification", "Augmentation.Pictures"] } }""");

        var result = _run.Invoke("schema");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.DoesNotMatch(@"""(enum|allOf)"": \[\s*\]", result.Output);
    }

    private string Written(string name, string text)
    {
        _run.Write(name, text);
        return _run.File(name);
    }

    private static string Marks(JsonNode answer) =>
        new JsonObject { ["ajv"] = answer["ajv"]!.DeepClone(), ["editor"] = answer["editor"]!.DeepClone() }.ToJsonString();

    /// <summary>The folder with the packages, which are fetched once.</summary>
    private static async Task<string> InstallAsync()
    {
        var name = $"samhost-{string.Join('-', Packages).Replace('@', '-')}";
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), name)).FullName;
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "node_modules", "ajv")))
                await RunAsync("npm", folder, ["install", "--no-audit", "--no-fund", .. Packages]);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            Assert.Skip($"npm does not install {string.Join(" and ", Packages)}: {e.Message}");
        }

        return folder;
    }

    private static async Task<string> RunAsync(string program, string folder, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(await errors);
    }
}
