using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.TestPlugins.Misbehaving;

/// <summary>Returns one loss for the whole batch.</summary>
public sealed class MeanLoss : ILoss
{
    public Tensor Losses(LossBatch batch) => LogitLoss.Losses(batch.Logits, batch.Labels).mean();
}

/// <summary>Returns the logits that it was lent.</summary>
public sealed class BorrowedScales : ILoss
{
    public Tensor Losses(LossBatch batch) => LogitLoss.Losses(batch.Logits, batch.Labels);

    public Tensor Scales(LossBatch batch) => batch.Logits;
}

/// <summary>Saves a value under the host's name.</summary>
public sealed class SavesStep : IUpdateRule
{
    public double LearningRate => 0.05;

    public void Attach(IReadOnlyList<Parameter> parameters)
    {
    }

    public void Update(double learningRate)
    {
    }

    public void Save(CheckpointedState state) => state.Values["step"] = 7;

    public void Restore(CheckpointedState state)
    {
    }
}

/// <summary>Returns a factor that is none.</summary>
public sealed class NegativeSchedule : ISchedule
{
    public double Factor(long step, ScheduleClock clock) => 1 - step;
}
