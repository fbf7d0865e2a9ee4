using SamHost.Contracts.Training;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>
/// Stops a run whose validation metric no longer improves, and puts the best weights back at the end, whether it stopped the run or not. It
/// is the last of its stage, so that it sees that another observer has stopped the run.
/// </summary>
public sealed class EarlyStopping(EarlyStoppingOptions options) : ITrainingObserver, ICheckpointed, IDisposable
{
    private const string BestEpochKey = "bestEpoch";
    private const string BestScoreKey = "bestScore";
    private const string WithoutImprovementKey = "withoutImprovement";

    private readonly Dictionary<string, Tensor> _best = [];
    private TrainingRun? _run;
    private double _bestScore = double.NegativeInfinity;
    private int _bestEpoch;
    private int _withoutImprovement;

    // After those of plugins: it puts the best weights back where one of them stops the run.
    public ObserverStage Stage => ObserverStage.EarlyStopping;

    public void RunStarting(TrainingRun run) => _run = run;

    public void EpochCompleted(EpochCompleted epoch)
    {
        if (epoch.Evaluation is { } evaluation)
        {
            var score = options.Metric == ValidationMetric.Accuracy
                ? evaluation.ValidationAccuracy!.Value
                : -evaluation.ValidationLoss!.Value;
            if (score > _bestScore) Keep(epoch.Epoch, score);
            else if (++_withoutImprovement == options.Patience)
                _run!.RequestStop($"no better validation {options.Metric.ToString().ToLowerInvariant()} since epoch {_bestEpoch}");
        }

        var isLast = epoch.Epoch == _run!.Epochs || _run.StopReason is not null;
        if (isLast && _bestEpoch > 0 && _bestEpoch < epoch.Epoch) PutBack();
    }

    public void Save(CheckpointedState state)
    {
        foreach (var (name, tensor) in _best) state.Tensors[name] = tensor;
        (state.Values[BestEpochKey], state.Values[WithoutImprovementKey]) = (_bestEpoch, _withoutImprovement);
        // Null stands for infinity, which JSON lacks.
        if (_bestEpoch > 0) state.Values[BestScoreKey] = _bestScore;
    }

    public void Restore(CheckpointedState state)
    {
        (_bestEpoch, _withoutImprovement) = ((int)state.Values[BestEpochKey]!, (int)state.Values[WithoutImprovementKey]!);
        _bestScore = (double?)state.Values[BestScoreKey] ?? double.NegativeInfinity;
        Keep(state.Tensors);
    }

    public void Dispose() => Forget();

    private void Keep(int epoch, double score)
    {
        (_bestEpoch, _bestScore, _withoutImprovement) = (epoch, score, 0);
        Keep(_run!.Model.state_dict());
    }

    private void Keep(Dictionary<string, Tensor> weights)
    {
        Forget();
        foreach (var (name, tensor) in weights) _best[name] = tensor.detach().clone().DetachFromDisposeScope();
    }

    private void PutBack()
    {
        using var _ = no_grad();
        foreach (var (name, tensor) in _run!.Model.state_dict()) tensor.copy_(_best[name]);
        _run.ReportReplacedWeights();
    }

    private void Forget()
    {
        foreach (var tensor in _best.Values) tensor.Dispose();
        _best.Clear();
    }
}
