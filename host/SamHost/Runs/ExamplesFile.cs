using Parquet;
using Parquet.Schema;
using SamHost.Contracts.Training;

namespace SamHost.Runs;

/// <summary>
/// Writes <c>examples.parquet</c>: a row for each training example and recorded epoch, as the epoch's steps saw it, ordered by index; a row group an
/// epoch.
/// </summary>
/// <param name="recordsAt">Whether an epoch is recorded.</param>
/// <param name="recordsWeightsAt">Whether it is with total weights and gradient norms.</param>
public sealed class ExamplesFile(Func<int, bool> recordsAt, Func<int, bool> recordsWeightsAt) : ITrainingObserver, IDisposable
{
    private static readonly DataField<int> Epoch = new("epoch");
    private static readonly DataField<long> Step = new("step");
    private static readonly DataField<int> Index = new("index");
    private static readonly DataField<bool> IsFlipped = new("is_flipped");
    private static readonly DataField<int> GivenLabel = new("given_label");
    private static readonly DataField<int> TrueLabel = new("true_label");
    private static readonly DataField<double> Loss = new("loss");
    private static readonly DataField<double> Margin = new("margin");
    private static readonly DataField<double?> Weight = new("weight");
    private static readonly DataField<double> LogitWeight = new("logit_weight");
    private static readonly DataField<double?> GradientNorm = new("gradient_norm");

    private static readonly ParquetSchema Schema = new(Epoch, Step, Index, IsFlipped, GivenLabel, TrueLabel, Loss, Margin, Weight, LogitWeight, GradientNorm);

    private readonly List<Row> _rows = [];
    private TrainingRun? _run;
    private FileStream? _file;
    private ParquetWriter? _writer;

    public void RunStarting(TrainingRun run) => _run = run;

    public void StepCompleted(StepCompleted step)
    {
        if (!recordsAt(step.Epoch)) return;
        var values = step.Values;
        // Telemetry measures the weights of some steps of other epochs; what is written does not depend on it.
        var (weights, norms) = recordsWeightsAt(step.Epoch) ? (values.Weight, values.GradientNorm) : (null, null);
        for (var i = 0; i < values.Indices.Length; i++)
        {
            _rows.Add(new Row(
                step.Step, (int)values.Indices[i], values.Loss[i], values.Margin[i], weights?[i], values.LogitWeight[i], norms?[i]));
        }
    }

    public void EpochCompleted(EpochCompleted epoch)
    {
        if (_rows.Count == 0) return;
        WriteAsync(epoch.Epoch, [.. _rows.OrderBy(row => row.Index)]).GetAwaiter().GetResult();
        _rows.Clear();
    }

    public void RunCompleted(RunCompleted result) => Complete();

    // What was recorded before a failure is kept.
    public void RunFailed(Exception reason) => Complete();

    public void Dispose() => Complete();

    private void Complete()
    {
        _writer?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _writer = null;
        _file?.Dispose();
        _file = null;
    }

    private async Task WriteAsync(int epoch, Row[] rows)
    {
        if (_writer is null)
        {
            _file = File.Create(Path.Combine(_run!.Folder, RunFolder.ExamplesFile));
            _writer = await ParquetWriter.CreateAsync(Schema, _file).ConfigureAwait(false);
        }

        var labels = _run!.Training;
        using var group = _writer.CreateRowGroup();
        await group.WriteAsync<int>(Epoch, rows.Select(_ => epoch).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<long>(Step, rows.Select(row => row.Step).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<int>(Index, rows.Select(row => row.Index).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<bool>(IsFlipped, rows.Select(row => labels.IsFlipped(row.Index)).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<int>(GivenLabel, rows.Select(row => (int)labels.GivenLabels[row.Index]).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<int>(TrueLabel, rows.Select(row => (int)labels.TrueLabels[row.Index]).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<double>(Loss, rows.Select(row => row.Loss).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<double>(Margin, rows.Select(row => row.Margin).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<double>(Weight, rows.Select(row => row.Weight).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<double>(LogitWeight, rows.Select(row => row.LogitWeight).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<double>(GradientNorm, rows.Select(row => row.GradientNorm).ToArray()).ConfigureAwait(false);
        group.CompleteValidate();
    }

    private readonly record struct Row(long Step, int Index, double Loss, double Margin, double? Weight, double LogitWeight, double? GradientNorm);
}
