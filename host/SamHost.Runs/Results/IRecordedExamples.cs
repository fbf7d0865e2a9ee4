using SamHost.Contracts.Data;

namespace SamHost.Runs.Results;

/// <summary>The training examples of a recorded run; of a run of a cross-validation those of its fold, too, behind them.</summary>
public interface IRecordedExamples : IDisposable
{
    /// <summary>The names of the classes, in the order of the labels.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>The id of each example, by its index.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <summary>The shape of an input as a picture: [channels, height, width]; null where it is none.</summary>
    IReadOnlyList<long>? PictureShape { get; }

    /// <summary>The examples as rows of a table; null where they are none.</summary>
    IExampleCells? Cells { get; }

    /// <summary>The values of an example's input, in the order of its shape.</summary>
    double[] ValuesOf(int index);

    /// <summary>Looks for examples that are nearly the same, which takes seconds of many.</summary>
    NearDuplicates FindNearDuplicates();
}
