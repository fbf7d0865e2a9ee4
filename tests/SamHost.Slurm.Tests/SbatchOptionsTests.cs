namespace SamHost.Slurm.Tests;

/// <summary>What a person may add to the options of sbatch.</summary>
public sealed class SbatchOptionsTests
{
    [Theory]
    [InlineData("--exclude=n7")]
    [InlineData("--exclude n7")]
    [InlineData("--exclusive")]
    [InlineData("--mail-type=END,FAIL")]
    [InlineData("--mem-per-cpu=2G")]
    [InlineData("--wait-all-nodes=1")]
    [InlineData("--time-min=10")]
    [InlineData("--gres=lscratch:10")]
    [InlineData("--wckey=\"a b\"")]
    [InlineData("--wckey='a # b'")]
    public void Others_pass(string option) => Assert.Null(SbatchOptions.ProblemOf(option, gpus: null));

    [Theory]
    [InlineData("--clusters=b", "--clusters is not to be given here: jobs on another cluster would not be found again")]
    [InlineData("--clusters b", "--clusters is not to be given here")]
    [InlineData("--cluster=b", "--cluster may be --clusters, which is not to be given here")]
    [InlineData("--clu b", "--clu may be --clusters, which")]
    [InlineData("-M b", "-M may be --clusters, which")]
    [InlineData("-Mb", "-M may be --clusters, which")]
    [InlineData("--wait", "--wait is not to be given here: samhost would hang until all is over; --follow shows")]
    [InlineData("--wai", "--wai may be --wait, which")]
    [InlineData("-W", "-W may be --wait, which")]
    [InlineData("--test-only", "--test-only is not to be given here: nothing would be submitted; samhost check")]
    [InlineData("--te", "--te may be --test-only, which")]
    [InlineData("--array=0-9", "--array is not to be given here: samhost submits an element for each run; Slurm:AtOnce")]
    [InlineData("--arr=0-9", "--arr may be --array, which")]
    [InlineData("--output=x", "--output is not to be given here")]
    [InlineData("--o=x", "--o may be --output, which")]
    [InlineData("-o x", "-o may be --output, which")]
    [InlineData("--parsable", "--parsable is not to be given here: samhost gives it")]
    [InlineData("--dep=afterok:1", "--dep may be --dependency, which is not to be given here: the job of the report depends")]
    [InlineData("--no-r", "--no-r may be --no-requeue, which")]
    [InlineData("--sig=B:TERM@60", "--sig may be --signal, which")]
    [InlineData("--quiet", "--quiet is not to be given here: sbatch would not say the number of the job")]
    [InlineData("--vers", "--vers may be --version, which is not to be given here: sbatch would print something and submit nothing")]
    [InlineData("--time=1:00:00", "--time is not to be given here: Slurm:Time says it")]
    [InlineData("--part low", "--part may be --partition, which is not to be given here: Slurm:Partition says it")]
    [InlineData("--mem=4G", "--mem is not to be given here: Slurm:Memory says it")]
    [InlineData("-c 2", "-c may be --cpus-per-task, which is not to be given here: Slurm:CpusPerRun says it")]
    public void What_breaks_a_submission_is_refused_by_name_also_abbreviated(string option, string problem) =>
        Assert.StartsWith(problem, SbatchOptions.ProblemOf(option, gpus: null), StringComparison.Ordinal);

    [Theory]
    [InlineData("exclusive")]
    [InlineData("-x n7")]
    [InlineData("--exclude=n7 --clusters=b")]
    [InlineData("--exclude=n7\t--wait")]
    [InlineData("--exclude=n7 # --wait")]
    [InlineData("--exclude=\"n7\" --wait")]
    [InlineData("--exclude=n7\n#SBATCH --wait")]
    [InlineData("--")]
    [InlineData("")]
    public void What_is_not_one_option_is_refused(string option) =>
        Assert.StartsWith($"'{option}' is not one option of sbatch", SbatchOptions.ProblemOf(option, gpus: null), StringComparison.Ordinal);

    [Fact]
    public void The_GPUs_of_the_settings_are_not_replaced() => Assert.Equal(
        "--gres would replace what Slurm:Gpus asks for; leave that out, and give all here.",
        SbatchOptions.ProblemOf("--gres=lscratch:10", gpus: "1"));

    [Fact]
    public void Sbatch_takes_each_abbreviation_as_we_do()
    {
        Assert.SkipWhen(MiniCluster.Missing is not null, MiniCluster.Missing ?? "");
        // Which stands for what, sbatch's own help says.
        using var cluster = new MiniCluster(nodes: 0);
        var help = cluster.Run("sbatch", "--help");
        Assert.Contains("--array", help, StringComparison.Ordinal);
        string[] names =
        [
            .. help.Split('\n').SelectMany(line => line.Split([' ', ',', '=', '['], StringSplitOptions.RemoveEmptyEntries))
                .Where(word => word.StartsWith("--", StringComparison.Ordinal) && word.Length > 3).Select(word => word[2..]).Distinct(),
        ];
        string[] passing = [.. names.Where(name => SbatchOptions.ProblemOf($"--{name}", gpus: null) is null)];
        // None of those that pass is a beginning of one that is refused, or the other way round.
        Assert.All(names.Except(passing), refused => Assert.DoesNotContain(
            passing, name => refused.StartsWith(name, StringComparison.Ordinal)));
        Assert.Contains("exclude", passing);
        Assert.DoesNotContain("array", passing);
    }
}
