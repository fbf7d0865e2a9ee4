using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Slurm.Tests;

/// <summary>What needs no Slurm: its settings, the script, what squeue prints, and that there is none.</summary>
public sealed class SlurmPartsTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Without_Slurm_there_is_one_clear_error()
    {
        var path = Environment.GetEnvironmentVariable("PATH");
        Environment.SetEnvironmentVariable("PATH", _run.Folder);
        try
        {
            var result = _run.Invoke("run", "--on", "slurm");

            Assert.Equal((ExitCode.Configuration, ""), (result.Exit, result.Output));
            Assert.StartsWith(
                "Slurm is not installed here: there is no sbatch and no squeue and no scancel and no scontrol on the path.",
                Assert.Single(result.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
            Assert.False(Directory.Exists(_run.File("runs")));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    [Theory]
    [InlineData("Slurm:Partition=a b", "Slurm:Partition: must be one word")]
    [InlineData("Slurm:Time=00:00:10", "Slurm:Time: '00:00:10' is out of range")]
    [InlineData("Slurm:CpusPerRun=0", "Slurm:CpusPerRun: 0 is out of range")]
    [InlineData("Slurm:Memory=lots", "Slurm:Memory: must be a number with K, M, G or T, such as 4G.")]
    [InlineData("Slurm:Gpus=none", "Slurm:Gpus: must be a number, or a type and a number such as a100:1.")]
    [InlineData("Slurm:Extra=--array=0-9", "Slurm:Extra:0: --array is not to be given here: samhost submits an element for each run")]
    [InlineData("Slurm:Extra=exclusive", "Slurm:Extra:0: 'exclusive' is not one option of sbatch in its long form")]
    [InlineData("Slurm:Setup=#SBATCH --wait", "Slurm:Setup:0: is an option of sbatch and no line that is run; Slurm:Extra takes such.")]
    [InlineData("Slurm:Partion=x", "Slurm:Partion: unknown key; did you mean Partition?")]
    public void What_is_wrong_with_the_section_is_said(string setting, string problem)
    {
        var result = _run.Invoke("check", "--set", setting);

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Contains(problem, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_element_with_fewer_CPUs_than_its_runs_have_threads_is_refused()
    {
        var result = _run.Invoke("run", "--on", "requests", "--set", "Torch:Threads=4", "--set", "Slurm:CpusPerRun=2");

        Assert.Equal(
            (ExitCode.Configuration, "Torch:Threads is 4, and Slurm:CpusPerRun 2: set the latter to as many, or leave the former out.\n"),
            (result.Exit, result.Errors));
    }

    [Theory]
    [InlineData("requests")]
    [InlineData("slurm")]
    public void A_port_for_a_scraper_is_refused_where_several_elements_would_want_it(string place)
    {
        Assert.SkipWhen(place == "slurm" && MiniCluster.Missing is not null, MiniCluster.Missing ?? "");
        var result = _run.Invoke("run", "--on", place, "--set", "Telemetry:Prometheus:Port=9464");

        Assert.Equal(
            (ExitCode.Configuration, "--on makes runs in several processes, several on one node, and one port serves one process: leave "
                + "out Telemetry:Prometheus:Port, or send metrics by OTLP.\n"),
            (result.Exit, result.Errors));
        Assert.False(Directory.Exists(_run.File("runs")));
    }

    [Fact]
    public void The_script_asks_for_what_the_settings_say_and_ends_in_the_program_itself()
    {
        var options = new SlurmOptions
        {
            Partition = "gpu", Constraint = "a100&ib", Time = TimeSpan.FromHours(30), CpusPerRun = 4, Gpus = "a100:1", Memory = "8G",
            Setup = ["module load dotnet"], Extra = ["--exclude=n7"],
        };

        var lines = SlurmScript.OfElement(options, new Submission("/work/it's/.slurm/1")).TrimEnd().Split('\n');

        Assert.Equal(
            [
                "#!/bin/bash", "#SBATCH --partition=gpu", "#SBATCH --constraint=\"a100&ib\"", "#SBATCH --cpus-per-task=4",
                "#SBATCH --gres=gpu:a100:1", "#SBATCH --mem=8G", "#SBATCH --time=30:00:00", "#SBATCH --signal=B:USR1@300",
                "#SBATCH --requeue", "#SBATCH --open-mode=append", "#SBATCH --exclude=n7", "module load dotnet",
                "export SAMHOST_SLURM_ELEMENT=1",
            ],
            lines[..^1]);
        Assert.StartsWith("exec '", lines[^1], StringComparison.Ordinal);
        Assert.EndsWith(
            @" run-one --request '/work/it'\''s/.slurm/1/requests'/$(( $1 + SLURM_ARRAY_TASK_ID )).json", lines[^1],
            StringComparison.Ordinal);
        Assert.Equal(2048, options.MemoryBudget);
    }

    [Fact]
    public void A_short_limit_is_warned_of_at_three_quarters() =>
        Assert.Equal(TimeSpan.FromSeconds(60), new SlurmOptions { Time = TimeSpan.FromMinutes(4) }.Warning);

    [Fact]
    public void Of_what_squeue_prints_our_elements_are_found_by_their_comment()
    {
        const string Text = """
            12_3|3|RUNNING|None|n2|samhost:20260101-000000-0a0b0c0d:1000
            12_4|4|PENDING|JobArrayTaskLimit||samhost:20260101-000000-0a0b0c0d:1000
            13|N/A|PENDING|Dependency||samhost:20260101-000000-0a0b0c0d:report
            14|N/A|RUNNING|None|n1|(null)
            15|N/A|RUNNING|None|n1|somebody|else
            """;

        var elements = SlurmQueue.Parse(Text);

        Assert.Equal(
            [
                new QueuedElement("20260101-000000-0a0b0c0d", 1003, "12_3", "RUNNING", "None", "n2"),
                new QueuedElement("20260101-000000-0a0b0c0d", 1004, "12_4", "PENDING", "JobArrayTaskLimit", ""),
                new QueuedElement("20260101-000000-0a0b0c0d", null, "13", "PENDING", "Dependency", ""),
            ],
            elements);
        Assert.Equal("as many run as Slurm:AtOnce allows (JobArrayTaskLimit)", SlurmReason.Of(elements[1].Reason));
    }
}
