namespace SamHost.Runs.Tests;

/// <summary>How long an epoch takes.</summary>
public class EpochTimesTests
{
    [Fact]
    public void Start_up_and_epochs_that_record_weights_are_not_of_it()
    {
        var times = new EpochTimes(epoch => epoch == 3);
        // The first epoch starts up, the third records, and something else ran beside the fifth.
        double[] seconds = [30, 2, 9, 2.5, 8];

        for (var epoch = 1; epoch <= seconds.Length; epoch++)
        {
            times.AddStep(TimeSpan.FromSeconds(seconds[epoch - 1] / 2));
            times.AddStep(TimeSpan.FromSeconds(seconds[epoch - 1] / 2));
            times.EndEpoch(epoch);
        }

        Assert.Equal("""{"secondsAnEpoch":2.5,"epochs":3}""", times.ToJson().ToJsonString());
    }

    [Fact]
    public void One_epoch_is_too_short_to_tell()
    {
        var times = new EpochTimes(_ => false);
        times.AddStep(TimeSpan.FromSeconds(30));
        times.EndEpoch(1);

        Assert.Equal("""{"secondsAnEpoch":null,"epochs":0}""", times.ToJson().ToJsonString());
    }
}
