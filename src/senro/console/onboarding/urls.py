"""Today, the board, cases."""

from django.urls import path

from .views import board, case_list, cases, gates, meetings, people, playbook, tasks, today, waves

urlpatterns = [
    path("", today.today, name="today"),
    path("today/<str:item>/done/", today.done, name="today_done"),
    path("today/<str:item>/snooze/", today.snooze, name="today_snooze"),
    path("today/<str:item>/undo/", today.undo, name="today_undo"),
    path("board/", board.board, name="board"),
    path("cases/", case_list.case_list, name="cases"),
    path("cases/list.csv", case_list.cases_file, {"kind": "csv"}, name="cases_csv"),
    path("cases/list.xlsx", case_list.cases_file, {"kind": "xlsx"}, name="cases_xlsx"),
    path("cases/new/", cases.new, name="case_new"),
    path("cases/<uuid:case_id>/", cases.page, name="case"),
    path("cases/<uuid:case_id>/move/", board.move, name="case_move"),
    path("cases/<uuid:case_id>/playbook/", playbook.page, name="case_playbook"),
    path("cases/<uuid:case_id>/upgrade/", playbook.upgrade, name="case_upgrade"),
    path("cases/<uuid:case_id>/owner/", cases.owner, name="case_owner"),
    path("cases/<uuid:case_id>/status/<str:step>/", cases.status, name="case_status"),
    path(
        "cases/<uuid:case_id>/phases/<str:phase>/completion/", gates.completion, name="completion"
    ),
    path("cases/<uuid:case_id>/phases/<str:phase>/exception/", gates.exception, name="exception"),
    path("cases/<uuid:case_id>/phases/<str:phase>/reopening/", gates.reopening, name="reopening"),
    path("cases/<uuid:case_id>/gate-items/<str:code>/", gates.gate_item, name="gate_item"),
    path("cases/<uuid:case_id>/criteria/<str:code>/", gates.criterion, name="criterion"),
    path("cases/<uuid:case_id>/promotion-policy/", gates.promotion_policy, name="promotion_policy"),
    path("cases/<uuid:case_id>/outcome/", gates.outcome, name="outcome"),
    path("cases/<uuid:case_id>/waves/", waves.waves, name="waves"),
    path("cases/<uuid:case_id>/waves/completion/", waves.completion, name="waves_completion"),
    path("cases/<uuid:case_id>/waves/order/", waves.order, name="waves_order"),
    path("cases/<uuid:case_id>/waves/<uuid:wave_id>/", waves.wave, name="wave"),
    path("cases/<uuid:case_id>/kickoff/", meetings.kickoff, name="kickoff"),
    path("cases/<uuid:case_id>/closing/", meetings.closing, name="closing"),
    path("cases/<uuid:case_id>/meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("cases/<uuid:case_id>/touches/new/", meetings.touch_new, name="touch_new"),
    path("cases/<uuid:case_id>/tasks/new/", tasks.task_new, name="task_new"),
    path("cases/<uuid:case_id>/tasks/<uuid:task_id>/", tasks.task_date, name="task_date"),
    path("cases/<uuid:case_id>/tasks/<uuid:task_id>/done/", tasks.task_done, name="task_done"),
    path("cases/<uuid:case_id>/tasks/<uuid:task_id>/open/", tasks.task_reopen, name="task_reopen"),
    path("cases/<uuid:case_id>/structure/", people.structure, name="structure"),
    path("cases/<uuid:case_id>/purposes/", people.purposes, name="case_purposes"),
    path("cases/<uuid:case_id>/purposes/<str:code>/", people.purpose, name="case_purpose"),
    path("cases/<uuid:case_id>/wishes/", people.wishes, name="case_wishes"),
    path("cases/<uuid:case_id>/wishes/<uuid:wish_id>/", people.wish, name="case_wish"),
    path("cases/<uuid:case_id>/people.csv", people.missing_people, name="missing_people"),
]
