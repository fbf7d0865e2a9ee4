using SamHost.Configuration;
using SamHost.Studies.Plans;
using SamHost.Studies.Processes;

namespace SamHost.Commands;

/// <summary>Plans a run that another process has planned.</summary>
internal sealed class RequestedRuns(StudyPlanning planning)
{
    /// <summary>Plans it.</summary>
    /// <exception cref="UserErrorException">Something is wrong with its settings, or they lead to another run here.</exception>
    public PlannedRun Plan(RunRequest request)
    {
        var plan = planning.PlanOne(request.Sections);
        if (!request.IsRehearsal)
            plan = plan with { Optimizers = [.. plan.Optimizers.Select(optimizer => optimizer with { Point = request.Point })] };
        var run = new StudyRuns([plan]).All[0];
        return request.IsRehearsal || run.Id == request.Id
            ? run
            : throw new UserErrorException(
                $"The settings lead to {run.Id} here, and not to {request.Id}: a plugin has changed since the study began; start it "
                    + "again.");
    }
}
