using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

/// <summary><c>samhost plugins pin</c>, and what the program makes of its lists.</summary>
[Trait("Duration", "Long")]
public sealed class PluginsPinCommandTests : IDisposable
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "plugins");

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Every_file_of_every_plugin_is_printed_with_the_hash_that_sha256sum_has()
    {
        var result = _run.Invoke("plugins", "pin");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        var lines = Entries(result.Output)
            .SelectMany(entry => entry!["Files"]!.AsObject().Select(file => $"{file.Value}  ./{entry["Name"]}/{file.Key}"))
            .Order(StringComparer.Ordinal);
        var (_, sums) = HostProgram.Start("sh", Shipped, "-c", "find . -type f -exec sha256sum {} +");
        Assert.Equal(sums.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), lines);
    }

    [Fact]
    public void No_code_of_a_plugin_runs()
    {
        using var folder = new PluginFolder("LeavesATrace");
        CodeTrace.Clear();

        var result = _run.Invoke("plugins", "pin", "--set", $"Plugins:Directories={folder.Path}");

        Assert.Equal("LeavesATrace", (string?)Assert.Single(Entries(result.Output))!["Name"]);
        Assert.False(CodeTrace.IsThere);
    }

    [Fact]
    public void Layers_say_where_plugins_are_and_which_are_disabled_and_earlier_lists_are_no_matter()
    {
        using var folder = new PluginFolder("LateSam", "LikesRed");
        _run.Write(
            "mine.json",
            $$"""
                { "Plugins": { "Directories": ["{{folder.Path}}"], "Disabled": ["LateSam"], "Allow": [{ "Sha256": 5 }],
                  "SignedList": "gone" } }
                """);

        Assert.Equal("LikesRed", (string?)Assert.Single(Entries(_run.Invoke("plugins", "pin", "mine.json").Output))!["Name"]);
        Assert.Equal(
            "LateSam", (string?)Assert.Single(Entries(_run.Invoke("plugins", "pin", "mine.json", "--only", "latesam").Output))!["Name"]);
    }

    [Theory]
    [InlineData("--sign needs --out FILE", "--sign", "key.pem")]
    [InlineData("--sign key.pem: the key cannot be read", "--sign", "key.pem", "--out", "allow.json")]
    [InlineData(
        "--sign appsettings.json: this is no PEM file with a private ECDSA key", "--sign", "appsettings.json", "--out", "allow.json")]
    [InlineData("--out appsettings.json: the file holds something other than a list of plugins", "--out", "appsettings.json")]
    [InlineData("--out no/where.json: it cannot be written", "--out", "no/where.json")]
    [InlineData("--only Optimizer.Sdg: there is no such plugin; did you mean Optimizer.Sgd?", "--only", "Optimizer.Sdg")]
    [InlineData("Plugins:Directories:0: there is no folder ", "--set", "Plugins:Directories=nowhere")]
    public void A_mistake_has_its_sentence_and_nothing_is_written(string says, params string[] arguments)
    {
        var result = _run.Invoke(["plugins", "pin", .. arguments]);

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.StartsWith(says, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["appsettings.json"], Directory.GetFiles(_run.Folder).Select(Path.GetFileName));
        Assert.Equal(CommandRun.SmallStudy, File.ReadAllText(_run.File("appsettings.json")));
    }

    [Fact]
    public void A_folder_with_a_link_that_leads_outside_cannot_be_pinned()
    {
        using var folder = new PluginFolder("LateSam");
        File.CreateSymbolicLink(folder.File("LateSam", "more.dll"), "/etc/passwd");

        var result = _run.Invoke("plugins", "pin", "--set", $"Plugins:Directories={folder.Path}");

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.StartsWith("LateSam cannot be pinned: Its folder holds links", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_program_pins_the_program_runs_until_a_byte_changes()
    {
        CopyShipped();
        var temporary = Directory.CreateDirectory(_run.File("tmp")).FullName;
        const string directories = "Plugins:Directories=copies";
        Assert.Equal(
            ExitCode.Success,
            (await SamHostProcess.RunAsync(_run.Folder, "plugins", "pin", "--set", directories, "--out", "allow.json")).Exit);
        Assert.Equal(
            ExitCode.Success,
            (await SamHostProcess.RunAsync(_run.Folder, "plugins", "pin", "--set", directories, "--out", "allow.json")).Exit);

        using var good = SamHostProcess.StartWith(
            new() { ["TMPDIR"] = temporary }, _run.Folder, "run", "allow.json", "--set", directories, "--parallel", "2", "--set",
            "Study:Seeds=[1,2]");
        var runs = await good.EndAsync();
        File.AppendAllText(_run.File("copies", "Optimizer.Sgd", "Optimizer.Sgd.deps.json"), " ");
        var refused = await SamHostProcess.RunAsync(_run.Folder, "check", "allow.json", "--set", directories);

        Assert.Equal((ExitCode.Success, ""), (runs.Exit, runs.Errors));
        Assert.DoesNotContain("warning", runs.Output, StringComparison.Ordinal);
        // The folder of last calls is the user's, for all runs of the machine: it stays, and holds none of a run that has ended.
        Assert.All(
            Directory.GetFileSystemEntries(temporary, "samhost-*"),
            left => Assert.StartsWith("samhost-calls-", Path.GetFileName(left), StringComparison.Ordinal));
        Assert.Equal(ExitCode.PluginRefused, refused.Exit);
        Assert.Contains(
            "Optimizer.Sgd (NotAllowed): It is not what Plugins:Allow has: Optimizer.Sgd.deps.json has changed", refused.Errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_openssl_signed_is_good_and_openssl_finds_ours_good()
    {
        Assert.SkipUnless(HasOpenSsl(), "There is no openssl.");
        OpenSsl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "key.pem");
        OpenSsl("pkey", "-in", "key.pem", "-pubout", "-out", "public.pem");

        var signed = await SamHostProcess.RunAsync(_run.Folder, "plugins", "pin", "--out", "allow.json", "--sign", "key.pem");
        Assert.Equal(ExitCode.Success, signed.Exit);
        Assert.Contains(
            "Verified OK", OpenSsl("dgst", "-sha256", "-verify", "public.pem", "-signature", "allow.json.sig", "allow.json"),
            StringComparison.Ordinal);
        File.Delete(_run.File("allow.json.sig"));
        OpenSsl("dgst", "-sha256", "-sign", "key.pem", "-out", "allow.json.sig", "allow.json");
        OpenSsl("pkcs8", "-topk8", "-nocrypt", "-in", "key.pem", "-out", "pkcs8.pem");
        string[] list = [
            "--set", "Plugins:SignedList=allow.json", "--set",
            $"Plugins:PublicKey={await File.ReadAllTextAsync(_run.File("public.pem"), TestContext.Current.CancellationToken)}"];

        Assert.Equal(ExitCode.Success, (await SamHostProcess.RunAsync(_run.Folder, ["check", .. list])).Exit);
        File.AppendAllText(_run.File("allow.json"), " ");
        var changed = await SamHostProcess.RunAsync(_run.Folder, ["check", .. list]);
        Assert.Equal(ExitCode.Configuration, changed.Exit);
        Assert.StartsWith(
            "Plugins:SignedList: allow.json.sig is no signature of allow.json by Plugins:PublicKey", Assert.Single(changed.ErrorLines),
            StringComparison.Ordinal);
        Assert.Equal(
            ExitCode.Success,
            (await SamHostProcess.RunAsync(_run.Folder, "plugins", "pin", "--out", "allow.json", "--sign", "pkcs8.pem")).Exit);
        Assert.Equal(ExitCode.Success, (await SamHostProcess.RunAsync(_run.Folder, ["check", .. list])).Exit);
    }

    [Fact]
    public void Settings_that_are_wrong_let_no_plugin_in()
    {
        using var folder = new PluginFolder("LeavesATrace");
        CodeTrace.Clear();

        foreach (var wrong in new[] { """Plugins:Allow=[{"Name":"x"}]""", "Plugins:Alow=[]", "Plugins:SignedList=allow.json" })
        {
            foreach (var verb in new[] { "run", "check", "plugins", "schema", "data" })
                Assert.Equal(ExitCode.Configuration, _run.Invoke(verb, "--set", $"Plugins:Directories={folder.Path}", "--set", wrong).Exit);
        }

        Assert.False(CodeTrace.IsThere);
    }

    private static JsonArray Entries(string settings) => JsonNode.Parse(settings)!["Plugins"]!["Allow"]!.AsArray();

    private void CopyShipped()
    {
        foreach (var file in Directory.GetFiles(Shipped, "*", SearchOption.AllDirectories))
        {
            var copy = _run.File("copies", Path.GetRelativePath(Shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static bool HasOpenSsl() => File.Exists("/usr/bin/openssl");

    private string OpenSsl(params string[] arguments)
    {
        var (exitCode, output) = HostProgram.Start("/usr/bin/openssl", _run.Folder, arguments);
        Assert.True(exitCode == 0, output);
        return output;
    }
}
