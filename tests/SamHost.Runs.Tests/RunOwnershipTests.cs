using SamHost.Configuration;
using SamHost.Runs.Ownership;

namespace SamHost.Runs.Tests;

/// <summary>Who makes a run, where several want to: as nodes of a cluster, in one process here.</summary>
public sealed class RunOwnershipTests : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-owner-").FullName;
    private readonly List<string> _notes = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_owner_is_the_only_one_until_it_gives_the_run_up()
    {
        using (var first = Acquire("n1"))
        {
            first.Require();
            var refused = Assert.Throws<UserErrorException>(() => Acquire("n2"));
            Assert.Equal(ExitCode.OwnedElsewhere, refused.ExitCode);
            Assert.Contains("is being written by job of n1 on n1, which makes the same run", refused.Message, StringComparison.Ordinal);
            first.Require();
        }

        Assert.False(File.Exists(Path.Combine(_folder, RunOwner.FileName)));
        using var second = Acquire("n2");
        second.Require();
        Assert.Empty(_notes);
    }

    [Fact]
    public void A_person_is_told_at_once()
    {
        using var first = RunOwnership.Acquire(_folder, job: null, _notes.Add);

        Assert.Equal(
            ExitCode.Configuration, Assert.Throws<UserErrorException>(() => RunOwnership.Acquire(_folder, null, _notes.Add)).ExitCode);
    }

    [Fact]
    public void Who_is_not_heard_of_loses_the_run_and_writes_nothing_more()
    {
        using var first = Acquire("n1", TimeSpan.FromSeconds(30));
        // As a process that is stopped: its heartbeat is old, and will not come.
        Stop();

        using var second = Acquire("n2");

        var lost = Assert.Throws<OwnershipLostException>(first.Require);
        Assert.Equal("This attempt ends, and writes nothing more: the run is now made by job of n2 on n2.", lost.Message);
        Assert.True(first.Lost.IsCancellationRequested);
        Assert.Contains("which is no longer heard of; this process takes over", Assert.Single(_notes), StringComparison.Ordinal);
        // What it gives up is not its own any more.
        first.Dispose();
        second.Require();
        Assert.Contains("n2", File.ReadAllText(Path.Combine(_folder, RunOwner.FileName)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_could_not_say_that_it_is_alive_ends_before_another_may_begin()
    {
        using var owner = Acquire("n1");
        // The heartbeat cannot be written: its place is taken.
        File.Delete(Path.Combine(_folder, Heartbeat.FileName));
        Directory.CreateDirectory(Path.Combine(_folder, Heartbeat.FileName + ".new"));
        Thread.Sleep(3 * Beat);

        Assert.Contains(
            "could not say that it is alive", Assert.Throws<OwnershipLostException>(owner.Require).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_heartbeat_says_how_far_the_run_is()
    {
        using var owner = Acquire("n1");
        owner.Progress = () => (0.5, "epoch 1/2");
        Thread.Sleep(3 * Beat);

        var beat = Heartbeat.Read(_folder)!;
        Assert.Equal((0.5, "epoch 1/2"), (beat.Fraction, beat.Text));
        Assert.True(Heartbeat.Age(_folder) < TimeSpan.FromSeconds(2));
    }

    private void Stop()
    {
        var old = DateTime.UtcNow - TimeSpan.FromMinutes(5);
        foreach (var name in new[] { RunOwner.FileName, Heartbeat.FileName }) File.SetLastWriteTimeUtc(Path.Combine(_folder, name), old);
    }

    private RunOwnership Acquire(string node, TimeSpan? heartbeat = null) =>
        RunOwnership.Acquire(_folder, new JobAttempt($"job of {node}", 0, node, heartbeat ?? Beat), _notes.Add);
}
