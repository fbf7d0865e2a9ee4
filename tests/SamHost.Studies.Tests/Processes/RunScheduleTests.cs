using SamHost.Studies.Plans;
using SamHost.Studies.Processes;
using SamHost.TestSupport;

namespace SamHost.Studies.Tests.Processes;

/// <summary>Which run a worker is given next.</summary>
public sealed class RunScheduleTests : IDisposable
{
    private readonly SmallStudy _study = new("""
        { "Study": { "Seeds": [1, 2], "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }, { "Name": "n-sam" }] } }
        """);

    private IReadOnlyList<PlannedRun> Runs => _study.Runs.All;

    public void Dispose() => _study.Dispose();

    [Fact]
    public void All_are_given_once_in_their_order_where_nothing_is_known()
    {
        var schedule = new RunSchedule(Runs);

        Assert.Equal(Runs.Select(run => run.Id), Runs.Select(_ => schedule.Next(null, [])!.Id));
        Assert.Null(schedule.Next(null, []));
    }

    [Fact]
    public void A_worker_stays_with_its_data_and_leaves_those_of_others_to_them()
    {
        var schedule = new RunSchedule(Runs);
        var first = schedule.Next(null, [])!;
        var second = schedule.Next(null, [first.DataKey])!;

        Assert.Equal((1, 2), (first.Seed, second.Seed));
        Assert.Equal(1, schedule.Next(first.DataKey, [first.DataKey, second.DataKey])!.Seed);
        Assert.Equal(1, schedule.Next(first.DataKey, [first.DataKey, second.DataKey])!.Seed);
        // What is left is at the other's data: better than nothing.
        Assert.Equal(2, schedule.Next(first.DataKey, [first.DataKey, second.DataKey])!.Seed);
    }

    [Fact]
    public void Of_runs_whose_length_is_known_from_another_seed_the_longest_comes_first()
    {
        var schedule = new RunSchedule(Runs);
        foreach (var (seconds, run) in new[] { 1, 3, 2 }.Zip(Enumerable.Range(0, 3).Select(_ => schedule.Next(null, [])!)).ToList())
            schedule.Ended(run, TimeSpan.FromSeconds(seconds));

        Assert.Equal(["1-sam", "n-sam", "sgd"], Enumerable.Range(0, 3).Select(_ => schedule.Next(null, [])!.Label));
    }

    [Fact]
    public void A_run_that_was_put_back_is_given_again()
    {
        var schedule = new RunSchedule(Runs);
        var run = schedule.Next(null, [])!;

        schedule.Return(run);

        Assert.Same(run, schedule.Next(null, []));
    }
}
