using SamHost.Contracts.Data;
using SamHost.Runs.Results;
using SamHost.Training;
using static TorchSharp.torch;

namespace SamHost.Studies.Scenes;

/// <summary>The training examples of a run, loaded again. Owns the data.</summary>
internal sealed class RecordedExamples(TrainingData data) : IRecordedExamples
{
    public IReadOnlyList<string> ClassNames => data.ClassNames;

    public IReadOnlyList<string> Ids => data.Labels.Ids;

    public IReadOnlyList<long>? PictureShape => data.PictureShape;

    public IExampleCells? Cells => data.Cells;

    public double[] ValuesOf(int index)
    {
        using var scope = NewDisposeScope();
        return data.InputOf(index).to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    public void Dispose() => data.Dispose();
}
