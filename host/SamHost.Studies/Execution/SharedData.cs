using SamHost.Studies.Plans;
using SamHost.Studies.Scenes;
using SamHost.Training;

namespace SamHost.Studies.Execution;

/// <summary>Keeps the data of the last run, for the next one that has the same.</summary>
internal sealed class SharedData : IDisposable
{
    private string? _key;
    private TrainingData? _data;

    /// <summary>The data of a run; they stay until those of another run are asked for.</summary>
    /// <param name="run">The run.</param>
    /// <param name="scenes">Loads them where they are not there.</param>
    /// <param name="seeds">The seeds of the run.</param>
    /// <exception cref="Exception">They cannot be had.</exception>
    public TrainingData Of(PlannedRun run, SceneBuilder scenes, SeedSequence seeds)
    {
        if (_key == run.DataKey) return _data!;
        Dispose();
        _data = scenes.LoadData(seeds);
        _key = run.DataKey;
        return _data;
    }

    public void Dispose()
    {
        _data?.Dispose();
        (_key, _data) = (null, null);
    }
}
