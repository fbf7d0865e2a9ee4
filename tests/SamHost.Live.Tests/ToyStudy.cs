using SamHost.TestSupport;

namespace SamHost.Live.Tests;

/// <summary>Two optimizers on a toy, made once; tests copy its runs and take from the copies what is not to be there yet.</summary>
public sealed class ToyStudy : IDisposable
{
    private readonly SmallStudy _study = new("""
        {
          "Study": {
            "Epochs": 4, "RecordExamplesAt": [1, 2, 3, 4], "RecordWeightsAt": [2, 4],
            "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }]
          }
        }
        """);

    public ToyStudy() => Runs = [.. _study.RunToTheEnd().Select(outcome => outcome.Folder)];

    /// <summary>The folders of the runs, SGD's first.</summary>
    public IReadOnlyList<string> Runs { get; }

    public void Dispose() => _study.Dispose();
}
