namespace SamHost.Contracts.Training;

/// <summary>An epoch that ended.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="TrainLoss">The mean loss at w over the epoch's steps, in nats.</param>
/// <param name="LearningRate">The learning rate of the epoch's last step.</param>
/// <param name="Duration">The time of the epoch's steps, without the evaluation.</param>
/// <param name="Evaluation">The evaluation at the epoch's end; null in an epoch without one.</param>
public sealed record EpochCompleted(int Epoch, double TrainLoss, double LearningRate, TimeSpan Duration, Evaluation? Evaluation)
{
    /// <summary>The time of the evaluation; zero in an epoch without one.</summary>
    public TimeSpan EvaluationDuration { get; init; }
}
