using System.Globalization;
using SamHost.Contracts.Training;
using TorchSharp;

namespace SamHost.TestSupport;

/// <summary>Counts tensors and resident memory after a run's steps.</summary>
internal sealed class Gauge(ITestOutputHelper output) : ITrainingObserver
{
    public ObserverStage Stage => ObserverStage.Follow;

    private readonly List<long> _tensors = [];
    private readonly Dictionary<long, double> _megabytes = [];

    public void StepCompleted(StepCompleted step)
    {
        _tensors.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        if ((step.Step + 1) % 50 != 0) return;
        _megabytes[step.Step + 1] = ResidentMegabytes();
    }

    /// <summary>No step after one, counted from 0, has more tensors alive.</summary>
    public void AssertFlatTensors(int from)
    {
        output.WriteLine($"{_tensors.Count} steps, tensors {_tensors[from]} to {_tensors[from..].Max()}");
        // A recorded epoch holds the norms that the others do not have; the step to compare with lies in one.
        Assert.Equal(_tensors[from], _tensors[from..].Max());
        Assert.InRange(_tensors[^1], 1, _tensors[from]);
    }

    /// <summary>Resident memory grows by so much at most between two numbers of steps, multiples of 50.</summary>
    public void AssertFlatMemory(int from, int to, double megabytes)
    {
        output.WriteLine(string.Join(", ", _megabytes.Select(entry => $"{entry.Key}: {entry.Value:f1}")));
        Assert.True(
            _megabytes[to] - _megabytes[from] <= megabytes,
            $"{_megabytes[from]:f1} MB after {from} steps, {_megabytes[to]:f1} after {to}.");
    }

    private static double ResidentMegabytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
