using System.Diagnostics;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

/// <summary>The real program in a process of its own.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Without_a_verb_it_runs_the_study_and_redirected_output_is_plain()
    {
        var result = await SamHostProcess.RunAsync(_run.Folder);

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Equal("", result.Errors);
        Assert.Contains("sgd, seed 1: epoch 1/1", result.Output, StringComparison.Ordinal);
        Assert.Contains("| sgd ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Output);
        Assert.DoesNotContain('\r', result.Output);
        Assert.Single(Directory.GetDirectories(_run.File("runs", "small")));
    }

    [Fact]
    public async Task Long_lines_are_not_folded()
    {
        var result = await SamHostProcess.RunAsync(_run.Folder, "check", "--set", "Plugins:Allow=[]");

        Assert.Equal(ExitCode.PluginRefused, result.Exit);
        Assert.All(
            result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Matches(@"^warning: Plugin \S+ is not active \(NotAllowed\): It is not in Plugins:Allow; .* prints\.$", line));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(200)]
    [InlineData(511)]
    public void With_too_few_files_it_says_so_before_anything_else(int limit)
    {
        var start = new ProcessStartInfo(
            "bash", ["-c", $"ulimit -n {limit}; exec dotnet \"$0\" run", Path.Combine(AppContext.BaseDirectory, "samhost.dll")])
        {
            WorkingDirectory = _run.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;

        Assert.Equal(
            $"This process may open {limit} files, and needs 512; raise the limit, as by 'ulimit -n 1024', and start it again.\n",
            process.StandardError.ReadToEnd());
        Assert.Equal("", process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        Assert.Equal((int)ExitCode.Configuration, process.ExitCode);
        Assert.False(Directory.Exists(_run.File("runs")));
    }

    [Fact]
    public void With_just_enough_files_it_runs()
    {
        using var process = Process.Start(
            new ProcessStartInfo(
                "bash", [
                    "-c", "ulimit -n 512; exec dotnet \"$0\" run -q",
                    Path.Combine(AppContext.BaseDirectory, "samhost.dll")]) { WorkingDirectory = _run.Folder,
                        RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task Ctrl_C_ends_the_run_keeps_what_it_has_and_says_so()
    {
        using var process = SamHostProcess.Start(_run.Folder, "--set", "Study:Epochs=1000000", "--set", "Study:RecordExamplesAt=[]");
        var metrics = await FirstMetricsAsync();

        process.PressCtrlC();
        var result = await process.EndAsync();

        Assert.Equal(ExitCode.Cancelled, result.Exit);
        Assert.Equal("", result.Errors);
        Assert.Contains(
            "was interrupted; it goes on from there when the study is run again, or by: samhost resume runs/small/sgd-s1-", result.Output,
            StringComparison.Ordinal);
        Assert.Contains("Cancelled after 0 of 1 run.", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Output);
        var manifest = JsonNode.Parse(
            await File.ReadAllTextAsync(
                Path.Combine(Path.GetDirectoryName(metrics)!, "manifest.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal("cancelled", (string?)manifest["status"]);
        Assert.NotNull(manifest["ended"]);
        var rows = await File.ReadAllLinesAsync(metrics, TestContext.Current.CancellationToken);
        Assert.StartsWith("1,0.05,", rows[1], StringComparison.Ordinal);
        Assert.All(rows, row => Assert.Equal(rows[0].Split(',').Length, row.Split(',').Length));
    }

    [Theory]
    [InlineData(
        "Torch:Library=nowhere", ExitCode.Configuration,
        "Torch:Library (or SAMHOST_LIBTORCH) is 'nowhere', which holds no libtorch_cpu.so")]
    [InlineData("Output:Directory=appsettings.json", ExitCode.Configuration, "appsettings.json is a file, and a folder is needed there")]
    [InlineData("Plugins:Disabled=Model.Linear", ExitCode.PluginRefused, "Model.Linear (Disabled)")]
    public async Task A_mistake_ends_in_one_line_on_standard_error_and_its_exit_code(string setting, ExitCode exit, string says)
    {
        var result = await SamHostProcess.RunAsync(_run.Folder, "run", "--set", setting);

        Assert.Equal(exit, result.Exit);
        Assert.Contains(says, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    /// <summary>Waits for the end of the first epoch.</summary>
    private async Task<string> FirstMetricsAsync()
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var file = Directory.GetFiles(_run.Folder, "metrics.csv", SearchOption.AllDirectories).SingleOrDefault();
            if (file is not null && (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Length > 2) return file;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
