using System.Globalization;
using SamHost.Torch;

namespace SamHost.Benchmarks.MadeRuns;

/// <summary>A study of runs that nobody trained: as many records as wanted, at the price of writing them.</summary>
internal sealed record MadeStudy
{
    /// <summary>How many training examples the digits have, which are made where nothing else is asked for.</summary>
    public const int DigitsExamples = 1437;

    /// <summary>The optimizers of the runs, in turn.</summary>
    public static readonly string[] Optimizers = ["sgd", "1-sam"];

    public string Name { get; init; } = "made";

    public required int Runs { get; init; }

    /// <summary>How many runs differ in their seed alone; half of the others are those of SGD, at learning rates of their own.</summary>
    public int Seeds { get; init; } = 5;

    /// <summary>The training examples of a run.</summary>
    public int Examples { get; init; } = DigitsExamples;

    public int Epochs { get; init; } = 10;

    /// <summary>How many of the first epochs record their examples; every other one of them records weights.</summary>
    public int RecordedEpochs { get; init; } = 7;

    /// <summary>The rows of records of all runs.</summary>
    public long Records => (long)Runs * Examples * RecordedEpochs;

    /// <summary>Writes the folders of the runs.</summary>
    /// <param name="results">The folder of all results.</param>
    /// <returns>The folder of the study.</returns>
    public string Write(string results) => Write(results, RunDocuments.OfTrainedRuns(Optimizers));

    /// <summary>The same with documents that are there.</summary>
    public string Write(string results, IReadOnlyDictionary<string, RunDocuments> documents)
    {
        TorchDevice.Open(new TorchOptions { Threads = 1 });
        var truth = Enumerable.Range(0, Examples).Select(index => (long)(index * 7L % BenchmarkModel.ClassCount)).ToArray();
        var ids = Enumerable.Range(0, Examples).Select(index => index.ToString(CultureInfo.InvariantCulture)).ToArray();
        for (var run = 0; run < Runs; run++)
        {
            var (seed, point) = (1 + (run % Seeds), run / Seeds);
            var optimizer = Optimizers[point % Optimizers.Length];
            new MadeRun(this, documents[optimizer], optimizer, seed, point / Optimizers.Length, truth, ids).Write(results);
        }

        return Path.Combine(results, Name);
    }
}
