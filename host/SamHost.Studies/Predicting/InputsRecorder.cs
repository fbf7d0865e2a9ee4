using SamHost.Contracts.Training;
using SamHost.Runs;
using SamHost.Training;

namespace SamHost.Studies.Predicting;

/// <summary>Writes <c>inputs.json</c> where the data set says how it prepared its inputs.</summary>
/// <param name="data">The run's data; borrowed.</param>
internal sealed class InputsRecorder(TrainingData data) : ITrainingObserver
{
    public ObserverStage Stage => ObserverStage.Record;

    public void RunStarting(TrainingRun run)
    {
        if (data.InputPreparation is { } preparation)
            new InputsFile(data.Shape.InputShape, data.ClassNames, preparation).Write(run.Folder);
    }
}
